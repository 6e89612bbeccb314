import { languagesJson } from '@dutybell/shared/templates/languages'
import { test } from 'tap'
import { dutyDateText } from '@dutybell/shared/calendar/duty-date'
import { databaseNow } from '@dutybell/shared/db/clock'
import { type TellingContext, tellAllDuties } from '@dutybell/shared/duties/tell-all-duties'
import { createLogger } from '@dutybell/shared/logger'
import { claimOnly, ended, openSession, record, whenWaitedFor } from '../deliveries/support.ts'
import { type Bench, configFor, eventually, openBench, startMeta } from '../fixture.ts'
import { startNotifier } from '../../src/notifier.ts'
import { addPerson, assign, cancel, TIME_ZONE } from './support.ts'

const DATE = Temporal.Now.zonedDateTimeISO(TIME_ZONE).toPlainDate().add({ days: 5 }).toString()

function contextOf({ db }: Bench): TellingContext {
  return { db, time_zone: TIME_ZONE, template_languages: ['en'], now: () => databaseNow(db) }
}

const OWED = ['Ahmed Ali', dutyDateText(Temporal.PlainDate.from(DATE)), 'Maghrib Azaan']

/** Maghrib Azaan was told only by a message that was withdrawn in flight and did not arrive. */
async function oweOneAllotment(bench: Bench): Promise<void> {
  const { id: registration_id } = await addPerson(bench)
  const [fajar] = await assign(
    bench,
    { registration_id, duty_date: DATE, duty_time: 'Fajar Azaan' },
    { registration_id, duty_date: DATE, duty_time: 'Maghrib Azaan' },
  )
  const claimed = await claimOnly(bench)
  await cancel(bench, fajar ?? '')
  await record(bench, [ended(claimed, 'retry')])
}

async function messagesOf({ db }: Bench) {
  const rows = await db
    .selectFrom('deliveries as d')
    .innerJoin('outbox as o', 'o.id', 'd.outbox_id')
    .select(['d.channel', 'd.state', 'd.recipient', 'd.template', 'o.payload'])
    .orderBy('d.id')
    .execute()
  return rows
}

test('tell-all-duties: a merged allotment is withdrawn in flight and does not arrive, the other duty is told', async (t) => {
  const bench = await openBench(t)
  await oweOneAllotment(bench)
  t.match(await messagesOf(bench), [{ state: 'cancelled' }])
  t.equal(await tellAllDuties(contextOf(bench)), 1)
  t.match(await messagesOf(bench), [
    { state: 'cancelled' },
    {
      state: 'pending',
      template: 'duty_allotment_confirmed',
      payload: { parameters: OWED },
    },
  ])
  t.equal(await tellAllDuties(contextOf(bench)), 0)
})

test('tell-all-duties: a person gets an e-mail address, told by e-mail only', async (t) => {
  const bench = await openBench(t)
  const { id, phone_number } = await addPerson(bench)
  await assign(bench, { registration_id: id, duty_date: DATE })
  t.equal(await tellAllDuties(contextOf(bench)), 0)
  await bench.db
    .updateTable('registrations')
    .set({ email: 'ahmed@example.org' })
    .where('id', '=', id)
    .execute()
  t.equal(await tellAllDuties(contextOf(bench)), 1)
  t.same(
    (await messagesOf(bench)).map(({ channel, recipient }) => [channel, recipient]),
    [
      ['whatsapp', phone_number],
      ['email', 'ahmed@example.org'],
    ],
  )
})

test('tell-all-duties: a duty of yesterday and a waiting one, nothing is told', async (t) => {
  const bench = await openBench(t)
  const { id } = await addPerson(bench)
  await assign(bench, { registration_id: id, duty_date: DATE, allotment: 'waiting' })
  t.equal(await tellAllDuties(contextOf(bench)), 0)
  await oweOneAllotment(bench)
  const later = Temporal.PlainDate.from(DATE).add({ days: 1 }).toZonedDateTime(TIME_ZONE).toInstant()
  t.equal(await tellAllDuties({ ...contextOf(bench), now: async () => later }), 0)
})

test('tell-all-duties: two sweeps at once, the second waits and tells nothing', async (t) => {
  const bench = await openBench(t)
  await oweOneAllotment(bench)
  const first = await openSession(t, bench)
  await first.query('begin')
  t.same(await first.query(`select tell_all_duties($1, $2) as messages`, [DATE, languagesJson(['en'])]), [
    { messages: 1 },
  ])
  const second = tellAllDuties(contextOf(bench))
  await whenWaitedFor(bench, first)
  await first.query('commit')
  t.equal(await second, 0)
  t.equal((await messagesOf(bench)).length, 2)
})

test('process_reminders: an owed allotment, the job tells and sends it', async (t) => {
  const bench = await openBench(t)
  await oweOneAllotment(bench)
  const meta = await startMeta(t)
  const lines: string[] = []
  const log = createLogger({
    service: 'notifier',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  })
  const notifier = await startNotifier({
    config: configFor(bench, meta),
    log,
    onEnded: () => t.fail('it ended'),
  })
  t.teardown(() => notifier.stop())
  await bench.pool.query(`select graphile_worker.add_job('process_reminders')`)
  await meta.waitForMessages((messages) => messages.length === 1)
  t.match(meta.messages[0], { template: 'duty_allotment_confirmed', parameters: OWED })
  await eventually(
    async () => lines.join(''),
    (text) => text.includes('Messages about duties published'),
  )
})
