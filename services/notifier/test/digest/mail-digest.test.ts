import { sql } from 'kysely'
import { test } from 'tap'
import { createLogger } from '@dutybell/shared/logger'
import { playSmtp } from '@dutybell/testing/smtp-server'
import type { Simulator } from '@dutybell/simulator/simulator'
import { type DigestContext, mailDigest } from '../../src/digest/mail-digest.ts'
import { startNotifier } from '../../src/notifier.ts'
import { claimOnly, ended, record } from '../deliveries/support.ts'
import { addPerson, assign, cancel, TIME_ZONE } from '../duties/support.ts'
import { type Bench, configFor, eventually, openBench, startMeta } from '../fixture.ts'

const DATE = Temporal.Now.plainDateISO(TIME_ZONE).add({ days: 5 })
const EVE = DATE.subtract({ days: 1 })
const COORDINATOR = 'coordinator@example.org'

interface Evening {
  /** Local time on the day before. */
  readonly at?: string
  readonly reminder_time?: string
  readonly smtp_url?: string
  readonly to?: string | undefined
}

/** The digest of one notifier, to be run by hand. */
function digestOf({ db, log }: Bench, simulator: Pick<Simulator, 'smtp_url'>, evening: Evening = {}) {
  const { at = '19:00', reminder_time = '18:00', smtp_url = simulator.smtp_url } = evening
  const to = 'to' in evening ? evening.to : COORDINATOR
  const ctx: DigestContext = {
    db,
    time_zone: TIME_ZONE,
    reminder_time,
    expects_receipts: true,
    now: async () => EVE.toZonedDateTime({ timeZone: TIME_ZONE, plainTime: at }).toInstant(),
    mail: { smtp_url, from: 'Duties <duties@example.org>', to, log },
  }
  return mailDigest(ctx)
}

async function assignOne(bench: Bench, duty_date = DATE): Promise<string> {
  const { id: registration_id } = await addPerson(bench, { full_name: 'Bilal Khan' })
  const [id = ''] = await assign(bench, { registration_id, duty_date: duty_date.toString() })
  return id
}

function taken(simulator: Simulator) {
  return simulator.mails.filter((mail) => mail.taken)
}

test('mail-digest: an hour after the reminder is due, mailed once', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await assignOne(bench)
  await digestOf(bench, meta, { at: '18:59' })
  t.equal(meta.mails.length, 0)
  for (const at of ['19:00', '19:15', '23:59']) await digestOf(bench, meta, { at })
  t.equal(meta.mails.length, 1)
  const [mail] = meta.mails
  t.same(mail?.envelope.to, [COORDINATOR])
  t.match(mail?.subject, /^\[Dutybell\] Tomorrow, \d+ \w+ \d{4}: 1 duty, 1 person to call$/)
  t.match(
    mail?.text,
    /Bilal Khan, \+91\d+\n {2}No message reached the person\.\n {2}Say: Your duty is Fajar Azaan on/,
  )
  t.match(mail?.html, '<bdi>Bilal Khan</bdi>')
  const [row] = await bench.db.selectFrom('digests').selectAll().execute()
  t.equal(row?.mailing_until, null)
  t.ok(row?.mailed_at)
})

test('mail-digest: reminders at 23:00, mailed from 23:30 on', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await assignOne(bench)
  await digestOf(bench, meta, { reminder_time: '23:00', at: '23:29' })
  t.equal(meta.mails.length, 0)
  await digestOf(bench, meta, { reminder_time: '23:00', at: '23:30' })
  t.equal(meta.mails.length, 1)
})

test('mail-digest: the day of the duty has begun, its digest is not sent', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await assignOne(bench, EVE)
  await digestOf(bench, meta, { at: '00:00' })
  await digestOf(bench, meta, { at: '19:00' })
  t.equal(meta.mails.length, 0)
})

test('mail-digest: nothing to say at first, mailed when a duty is assigned later in the evening', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await assignOne(bench, DATE.add({ days: 1 }))
  await digestOf(bench, meta)
  t.equal(meta.mails.length, 0)
  await assignOne(bench)
  await digestOf(bench, meta, { at: '19:15' })
  t.equal(meta.mails.length, 1)
})

test('mail-digest: the reminder left half an hour before, who was not reached by it is listed', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await assignOne(bench)
  const reminded_at = EVE.toZonedDateTime({ timeZone: TIME_ZONE, plainTime: '23:00' }).toInstant()
  await sql`update deliveries set created_at = ${reminded_at.toString()}::timestamptz`.execute(bench.db)
  await digestOf(bench, meta, { reminder_time: '23:00', at: '23:30' })
  t.match(meta.mails[0]?.subject, /1 duty, 1 person to call/)
})

test('mail-digest: a correction of a later date is owed, mailed without a duty tomorrow', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const id = await assignOne(bench, DATE.add({ days: 1 }))
  await record(bench, [ended(await claimOnly(bench), 'accepted')])
  await cancel(bench, id)
  await digestOf(bench, meta)
  t.equal(meta.mails.length, 1)
  t.match(meta.mails[0]?.subject, /no duties, 1 person to call/)
  t.match(meta.mails[0]?.text, /Say: Your duty was Fajar Azaan on \d+ \w+, now cancelled\./)
})

test('mail-digest: two notifiers at once, the second finds the lease and sends nothing', async (t) => {
  const bench = await openBench(t)
  await assignOne(bench)
  let mails = 0
  const second = Promise.withResolvers<void>()
  const smtp = await playSmtp(t, () => ({
    '.': (socket) => {
      mails += 1
      // The first mail is under way: a second notifier runs before the answer.
      void digestOf(bench, smtp).then(() => {
        socket.write('250 2.0.0 Ok\r\n')
        second.resolve()
      }, second.reject)
    },
  }))
  await digestOf(bench, smtp)
  await second.promise
  await digestOf(bench, smtp)
  t.equal(mails, 1)
})

test('mail-digest: the mail server is down and refuses, mailed once when it accepts', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await assignOne(bench)
  await digestOf(bench, meta, { smtp_url: 'smtp://127.0.0.1:1' })
  meta.behave({ mails: [{ answer: { kind: 'refuse', at: 'data', smtp_code: 451 } }] })
  await digestOf(bench, meta, { at: '19:15' })
  t.equal(taken(meta).length, 0)
  meta.behave({})
  await digestOf(bench, meta, { at: '19:30' })
  await digestOf(bench, meta, { at: '19:45' })
  t.equal(taken(meta).length, 1)
})

test('mail-digest: a notifier crashes before it mails, another one does when the lease has expired', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await assignOne(bench)
  await sql`
    insert into digests (duty_date, mailing_until)
    values (${DATE.toString()}, clock_timestamp() + interval '1 minute')`.execute(bench.db)
  await digestOf(bench, meta)
  t.equal(meta.mails.length, 0)
  await sql`update digests set mailing_until = clock_timestamp() - interval '1 second'`.execute(bench.db)
  await digestOf(bench, meta)
  t.equal(meta.mails.length, 1)
})

test('mail-digest: no address or no mail server, nothing is leased', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await assignOne(bench)
  await digestOf(bench, meta, { to: undefined })
  await digestOf(bench, meta, { smtp_url: 'off' })
  t.equal(meta.mails.length, 0)
  t.same(await bench.db.selectFrom('digests').selectAll().execute(), [])
})

test('mail_digest: the job, mails COORDINATOR_EMAIL and logs counts without names', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await sql`update channels set paused_at = clock_timestamp()`.execute(bench.db)
  await assignOne(bench, Temporal.Now.plainDateISO(TIME_ZONE).add({ days: 1 }))
  const lines: string[] = []
  const log = createLogger({
    service: 'notifier',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  })
  const overrides = {
    TIME_ZONE,
    REMINDER_TIME: '00:00',
    ALERT_EMAIL: 'operator@example.org',
    COORDINATOR_EMAIL: COORDINATOR,
  }
  const notifier = await startNotifier({
    config: configFor(bench, meta, overrides),
    log,
    onEnded: () => t.fail('it ended'),
  })
  t.teardown(() => notifier.stop())
  await bench.pool.query(`select graphile_worker.add_job('mail_digest')`)
  const text = await eventually(
    async () => lines.join(''),
    (so_far) => so_far.includes('Evening digest sent'),
  )
  const digests = meta.mails.filter(({ subject }) => subject.includes('Tomorrow'))
  t.match(digests, [{ envelope: { to: [COORDINATOR] } }])
  t.match(text, /"duties":1,"told":0,[^\n]*"msg":"Evening digest sent"/)
  t.notMatch(text, /Bilal|\+9198/)
})
