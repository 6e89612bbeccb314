import { sql } from 'kysely'
import { test } from 'tap'
import { findHeldTemplates } from '../../src/alerts/conditions/stopped-sending.ts'
import { applyWebhooks } from '../../src/webhooks/apply-webhooks.ts'
import { type Bench, deliveryOf, openBench } from '../fixture.ts'
import { changeBody } from '../inbound/support.ts'
import { captureLog } from '../providers/support/log.ts'
import { apply, bodyOf, contextOf, inboxOf, nowInSeconds, send, statusOf, store, tell } from './support.ts'

const UNPAID = 131042
const LOCKED = 131031
const TEMPLATE_PAUSED = 132015
const DAY_S = 86_400

async function whatsapp({ db }: Bench) {
  return db.selectFrom('channels').selectAll().where('channel', '=', 'whatsapp').executeTakeFirstOrThrow()
}

test('webhooks: a failure of another number, is ignored and leaves no parked row', async (t) => {
  const bench = await openBench(t)
  const metadata = { display_phone_number: '14155559999', phone_number_id: '999000111222333' }
  const statuses = [statusOf({ id: 'wamid.of-another', status: 'failed', code: LOCKED })]
  const stored = await store(bench, changeBody('messages', { metadata, statuses }))
  await apply(bench)
  t.equal((await whatsapp(bench)).paused_at, null)
  const { applied_at, unmatched } = await inboxOf(bench, stored)
  t.ok(applied_at)
  t.equal(unmatched, null)
})

test('webhooks: a failure that matches no attempt, pauses nothing', async (t) => {
  const bench = await openBench(t)
  await tell(bench, { id: 'wamid.unknown', status: 'failed', code: UNPAID })
  t.equal((await whatsapp(bench)).paused_at, null)
})

test('webhooks: a message of another program from the same number, leaves no parked row', async (t) => {
  const bench = await openBench(t)
  const stored = await store(
    bench,
    bodyOf([statusOf({ id: 'wamid.x', status: 'failed', code: UNPAID, opaque: 'campaign-7' })]),
  )
  await apply(bench)
  t.equal((await inboxOf(bench, stored)).unmatched, null)
  t.equal((await whatsapp(bench)).paused_at, null)
})

test('webhooks: two templates fail in one body with the same code, both are held', async (t) => {
  const bench = await openBench(t)
  const first = await send(bench, 'wamid.a')
  const second = await send(bench, 'wamid.b', { type: 'duty_allotment_confirmed' })
  await tell(
    bench,
    { id: 'wamid.a', status: 'failed', code: TEMPLATE_PAUSED, opaque: `${first}:1` },
    { id: 'wamid.b', status: 'failed', code: TEMPLATE_PAUSED, opaque: `${second}:1` },
  )
  const templates = bench.db.selectFrom('templates').select(['name', 'state']).orderBy('name')
  t.match(await templates.execute(), [
    { name: 'duty_allotment_confirmed', state: 'held' },
    { name: 'registration_received', state: 'held' },
  ])
})

test('webhooks: a failure names a parameter, the template is held with how to make it', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const details = 'Parameter name is missing or empty'
  await tell(bench, { id: 'wamid.a', status: 'failed', code: 100, details, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), {
    state: 'held',
    reason: 'template',
    last_error_text: /missing or empty\. .*make it with \{\{1\}\}/,
  })
  const [template] = await bench.db.selectFrom('templates').selectAll().execute()
  t.match(template, { state: 'held', hold_code: '100', reason: /^100: .*make it with \{\{1\}\}/ })
  const alerts = await findHeldTemplates({ db: bench.db })
  t.match(alerts, [{ action: /make it with \{\{1\}\}/ }])
})

test('webhooks: a failure names a wait, it is kept, at most half of the time to the deadline', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a') // expires in 24 hours
  const details = 'Rate limit hit, please try again in 20 hours'
  await tell(bench, { id: 'wamid.a', status: 'failed', code: 130429, details, opaque: `${id}:1` })
  const { state, spent, next_attempt_at } = await deliveryOf(bench, id)
  t.match({ state, spent }, { state: 'pending', spent: 0 })
  for (const until of [next_attempt_at, (await whatsapp(bench)).slow_until]) {
    const hours = until?.since(Temporal.Now.instant()).total('hours') ?? 0
    t.ok(hours > 11.9 && hours <= 12, `${hours} hours`)
  }
})

test('webhooks: the same failure again after the channel was resumed, does not pause it again', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const failure = { id: 'wamid.a', status: 'failed', code: UNPAID, opaque: `${id}:1` }
  await tell(bench, failure)
  t.ok((await whatsapp(bench)).paused_at)
  await sql`select resume_channel('whatsapp', true)`.execute(bench.db)
  await tell(bench, failure)
  t.equal((await whatsapp(bench)).paused_at, null)
})

test('webhooks: a failure of six days ago, is failed as late_failure, is not sent again and pauses nothing', async (t) => {
  const bench = await openBench(t)
  for (const [code, days] of [
    [UNPAID, 6],
    [131000, 1.01],
    [TEMPLATE_PAUSED, 6],
    [130429, 2],
  ] as const) {
    const id = await send(bench, `wamid.${code}`)
    const failed = statusOf({ id: `wamid.${code}`, status: 'failed', code, opaque: `${id}:1` })
    const timestamp = String(nowInSeconds() - Math.round(days * DAY_S))
    await store(bench, bodyOf([{ ...failed, timestamp }]))
    await apply(bench)
    t.match(await deliveryOf(bench, id), {
      state: 'failed',
      reason: 'late_failure',
      last_error_code: `${code}`,
    })
  }
  t.match(await whatsapp(bench), { paused_at: null, slow_until: null })
  t.same(await bench.db.selectFrom('templates').selectAll().execute(), [])
})

test('webhooks: a failure of an hour ago, is recent', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const failed = statusOf({ id: 'wamid.a', status: 'failed', code: 131000, opaque: `${id}:1` })
  await store(bench, bodyOf([{ ...failed, timestamp: nowInSeconds() - 3_600 }]))
  await apply(bench)
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
})

test('webhooks: the commit of a pausing receipt fails, nothing is paused and nothing is logged', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await store(bench, bodyOf([statusOf({ id: 'wamid.a', status: 'failed', code: UNPAID, opaque: `${id}:1` })]))
  await sql`
    create function refuse_commit() returns trigger language plpgsql as $$ begin raise 'no commit'; end $$`.execute(
    bench.db,
  )
  await sql`
    create constraint trigger refuse_commit after update on webhook_inbox deferrable initially deferred
    for each row execute function refuse_commit()`.execute(bench.db)
  const { log, text } = captureLog()
  await t.rejects(applyWebhooks({ ...contextOf(bench), log }), /no commit/)
  t.equal(text(), '')
  t.equal((await whatsapp(bench)).paused_at, null)
  t.match(await deliveryOf(bench, id), { state: 'accepted' })

  await sql`drop trigger refuse_commit on webhook_inbox`.execute(bench.db)
  await applyWebhooks({ ...contextOf(bench), log })
  t.match(text(), /Channel paused/)
  t.ok((await whatsapp(bench)).paused_at)
})
