import { test } from 'tap'
import { findUnreachableRecipients } from '../../src/alerts/conditions/unreachable-recipients.ts'
import { ChannelWatch } from '../../src/channels/channel-watch.ts'
import { decide } from '../../src/deliveries/decide.ts'
import { recordAttempts } from '../../src/deliveries/record-attempts.ts'
import type { ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'
import type { SendResult } from '../../src/providers/outcome.ts'
import { claim, enqueue, newNumber, openSession, SETTINGS, stateOf } from '../deliveries/support.ts'
import {
  type Bench,
  deliveryOf,
  eventually,
  openBench,
  publishOne,
  startMeta,
  startNotifierFor,
} from '../fixture.ts'
import { send, tell } from '../webhooks/support.ts'

const BAD_REQUEST = 131009
const NOT_ON_WHATSAPP = 131026
const UNKNOWN = 987_654

function whatsapp({ db }: Bench) {
  return db.selectFrom('channels').selectAll().where('channel', '=', 'whatsapp').executeTakeFirstOrThrow()
}

function newWatch({ db, log }: Bench): ChannelWatch {
  return new ChannelWatch({ db, settings: SETTINGS, log })
}

function refused(code: number, error_class: ErrorClass = 'request'): SendResult {
  return { outcome: 'refused', error: { class: error_class, code: String(code), text: 'Meta says no.' } }
}

/** Ends claimed attempts one after the other, as the loops of several notifiers do. */
async function end(
  bench: Bench,
  watches: readonly ChannelWatch[],
  results: readonly SendResult[],
): Promise<string[]> {
  const claimed = await claim(bench, results.length)
  for (const [n, result] of results.entries()) {
    const delivery = claimed[n]
    const watch = watches[n % watches.length]
    if (!delivery || !watch) throw new Error('Nothing was claimed.')
    const outcome = { http_status: 400, trace_id: null, duration_ms: 1, ...result }
    const { is_outage } = await watch.observe(delivery, outcome)
    await recordAttempts(bench.db, SETTINGS, [decide(delivery, outcome, { ...SETTINGS, is_outage })])
  }
  return claimed.map(({ delivery_id }) => delivery_id)
}

async function states(bench: Bench, ids: readonly string[]): Promise<string[]> {
  return Promise.all(ids.map((id) => stateOf(bench, id)))
}

test('failure-streaks: a request code fails five recipients at two notifiers, the channel pauses and the rest is put back', async (t) => {
  const bench = await openBench(t)
  await enqueue(
    bench,
    Array.from({ length: 7 }, () => ({})),
  )
  const ids = await end(
    bench,
    [newWatch(bench), newWatch(bench)],
    Array.from({ length: 7 }, () => refused(BAD_REQUEST)),
  )
  t.same(await states(bench, ids), ['failed', 'failed', 'failed', 'failed', 'pending', 'pending', 'pending'])
  t.match(await deliveryOf(bench, ids[6] ?? ''), { spent: 0, last_error_code: '131009' })
  t.match(await whatsapp(bench), {
    paused_by: 'notifier',
    pause_code: '131009',
    pause_reason: /last 5 recipients in a row failed with 131009: Meta says no/,
  })
})

test('failure-streaks: every message fails with a request code, sent by a notifier, at most four fail', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  meta.behave({ messages: [{ answer: { kind: 'error', code: BAD_REQUEST, http_status: 400 } }] })
  for (let n = 0; n < 12; n += 1) await publishOne(bench)
  await startNotifierFor(t, bench, meta)
  await eventually(
    () => whatsapp(bench),
    ({ paused_at }) => paused_at !== null,
  )
  const ended = () =>
    bench.db.selectFrom('deliveries').select(['state', 'spent']).where('state', '<>', 'sending').execute()
  const rows = await eventually(ended, ({ length }) => length === 12)
  t.equal(rows.filter(({ state }) => state === 'failed').length, 4)
  t.ok(rows.every(({ state, spent }) => state === 'failed' || (state === 'pending' && spent === 0)))
})

test('failure-streaks: an unknown code fails five recipients, pauses', async (t) => {
  const bench = await openBench(t)
  await enqueue(
    bench,
    Array.from({ length: 5 }, () => ({})),
  )
  const watches = Array.from({ length: 5 }, () => newWatch(bench))
  const ids = await end(
    bench,
    watches,
    Array.from({ length: 5 }, () => refused(UNKNOWN, 'transient')),
  )
  t.match(await whatsapp(bench), { pause_code: '987654' })
  t.match(await deliveryOf(bench, ids[4] ?? ''), { state: 'pending', spent: 0 })
})

test('failure-streaks: a success or another code in between, does not pause', async (t) => {
  const bench = await openBench(t)
  await enqueue(
    bench,
    Array.from({ length: 10 }, () => ({})),
  )
  const bad = refused(BAD_REQUEST)
  const accepted = { outcome: 'accepted', provider_message_id: null } as const
  await end(bench, [newWatch(bench)], [bad, bad, bad, accepted, bad, bad, bad, refused(131008), bad, bad])
  t.equal((await whatsapp(bench)).paused_at, null)
})

test('failure-streaks: one recipient fails five times, does not pause', async (t) => {
  const bench = await openBench(t)
  const watch = newWatch(bench)
  const phone_number = newNumber()
  for (let n = 0; n < 5; n += 1) {
    await enqueue(bench, [{ phone_number }])
    await end(bench, [watch], [refused(BAD_REQUEST)])
  }
  t.equal((await whatsapp(bench)).paused_at, null)
})

test('failure-streaks: five recipients are not on WhatsApp, alerts without a pause until one is reached', async (t) => {
  const bench = await openBench(t)
  const alerts = () =>
    findUnreachableRecipients({
      db: bench.db,
      now: Temporal.Now.instant(),
      time_zone: 'Asia/Kolkata',
      reminder_time: '18:00',
      template_languages: ['en'],
      daily_recipients: null,
      expects_receipts: true,
      task_names: [],
    })
  await enqueue(
    bench,
    Array.from({ length: 6 }, () => ({})),
  )
  const ids = await end(
    bench,
    [newWatch(bench)],
    Array.from({ length: 5 }, () => refused(NOT_ON_WHATSAPP, 'recipient')),
  )
  t.ok((await states(bench, ids)).every((state) => state === 'failed'))
  t.equal((await whatsapp(bench)).paused_at, null)
  t.match(await alerts(), [
    {
      key: 'unreachable_recipients:whatsapp',
      text: /^5 of the last 5 are not on WhatsApp: is this list right\? Each failed with 131026/,
    },
  ])
  await end(bench, [newWatch(bench)], [{ outcome: 'accepted', provider_message_id: null }])
  t.same(await alerts(), [])
})

async function sendFive(bench: Bench): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < 5; n += 1) ids.push(await send(bench, `wamid.${n}`))
  return ids
}

function failed(id: string | undefined, n: number, code: number) {
  return { id: `wamid.${n}`, status: 'failed', code, opaque: `${id}:1` }
}

test('failure-streaks: receipts of five recipients fail with a request code, the fifth is put back and the channel pauses', async (t) => {
  const bench = await openBench(t)
  const ids = await sendFive(bench)
  for (const [n, id] of ids.entries()) {
    t.equal((await whatsapp(bench)).paused_at, null)
    await tell(bench, failed(id, n, BAD_REQUEST), failed(id, n, BAD_REQUEST))
  }
  t.same(await states(bench, ids), ['failed', 'failed', 'failed', 'failed', 'pending'])
  t.match(await whatsapp(bench), { pause_code: '131009' })
})

test('failure-streaks: receipts of one body fail with an unknown code, all are put back', async (t) => {
  const bench = await openBench(t)
  const ids = await sendFive(bench)
  await tell(bench, ...ids.map((id, n) => failed(id, n, UNKNOWN)))
  t.match(await whatsapp(bench), { pause_code: '987654' })
  for (const id of ids) t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0 })
})

test('failure-streaks: a message is delivered between failed receipts, does not pause', async (t) => {
  const bench = await openBench(t)
  const ids = await sendFive(bench)
  const delivered = await send(bench, 'wamid.delivered')
  for (const [n, id] of ids.entries()) {
    if (n === 3) await tell(bench, { id: 'wamid.delivered', status: 'delivered', opaque: `${delivered}:1` })
    await tell(bench, failed(id, n, BAD_REQUEST))
  }
  t.ok((await states(bench, ids)).every((state) => state === 'failed'))
  t.equal((await whatsapp(bench)).paused_at, null)
})

test('failure-streaks: a failure is being counted while another is recorded as accepted, neither waits', async (t) => {
  const bench = await openBench(t)
  await enqueue(bench, [{}, {}])
  await end(bench, [newWatch(bench)], [refused(BAD_REQUEST)])
  const counting = await openSession(t, bench)
  await counting.query('begin')
  await counting.query('select from failure_streaks for no key update')
  await end(bench, [newWatch(bench)], [{ outcome: 'accepted', provider_message_id: null }])
  await counting.query('commit')
  t.equal((await bench.db.selectFrom('failure_streaks').selectAll().execute()).length, 1)
})
