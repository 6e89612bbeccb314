import { sql } from 'kysely'
import { test } from 'tap'
import { settleDeliveries } from '../../src/deliveries/settle-deliveries.ts'
import { attemptsOf, type Bench, deliveryOf, openBench, publishOne } from '../fixture.ts'
import { accepted, answer, claim, send, SETTINGS, startSending, tell } from './support.ts'

const UNDELIVERABLE = 131026
const PASSING = 131000
const DOUBTFUL = {
  outcome: 'in_doubt',
  error: { class: 'transient', code: 'UND_ERR_HEADERS_TIMEOUT', text: 'No answer.' },
} as const
const FAILING_SERVER = {
  outcome: 'refused',
  http_status: 500,
  error: { class: 'transient', code: '1', text: 'An unknown error occurred.' },
} as const

test('webhooks: the recipient cannot be reached, failed with code and text', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await tell(bench, {
    id: 'wamid.a',
    status: 'failed',
    code: UNDELIVERABLE,
    details: 'Undeliverable.',
    opaque: `${id}:1`,
  })
  t.match(await deliveryOf(bench, id), {
    state: 'failed',
    reason: 'recipient',
    last_error_code: '131026',
    last_error_text: 'Undeliverable.',
  })
  t.match(await attemptsOf(bench, id), [{ provider_code: '131026', provider_text: 'Undeliverable.' }])
})

test('webhooks: a transient failure reported three times, one retry and one attempt counted', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const failure = { id: 'wamid.a', status: 'failed', code: PASSING, opaque: `${id}:1` }
  await tell(bench, failure)
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1, attempts: 1 })
  await tell(bench, failure, failure)
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
  await becomeDue(bench)
  await claim(bench)
  await tell(bench, failure)
  t.match(await deliveryOf(bench, id), { state: 'sending', spent: 1, attempts: 2 })
})

test('webhooks: refused with 5xx, then reported sent, then failed, counted once', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await answer(bench, { delivery_id: id, attempt: 1 }, FAILING_SERVER)
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
  await tell(bench, { id: 'wamid.a', status: 'sent', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'sent', spent: 0 })
  await tell(bench, { id: 'wamid.a', status: 'failed', code: PASSING, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1, attempts: 1 })
})

test('webhooks: delivered by an earlier attempt while another is open, the open attempt ends in doubt', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await answer(bench, { delivery_id: id, attempt: 1 }, FAILING_SERVER)
  await becomeDue(bench)
  await claim(bench)
  await tell(bench, { id: 'wamid.a', status: 'delivered', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'delivered', attempts: 2 })
  t.match(await attemptsOf(bench, id), [{ outcome: 'accepted' }, { outcome: 'in_doubt' }])
  await answer(bench, { delivery_id: id, attempt: 2 }, accepted('wamid.b'))
  t.match(await attemptsOf(bench, id), [{}, { outcome: 'accepted', provider_message_id: 'wamid.b' }])
})

test('webhooks: transient failures until the attempts are used up, failed', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.1')
  for (const attempt of [1, 2, 3, 4]) {
    if (attempt > 1) {
      await becomeDue(bench)
      await claim(bench)
      await answer(bench, { delivery_id: id, attempt }, accepted(`wamid.${attempt}`))
    }
    await tell(bench, { id: `wamid.${attempt}`, status: 'failed', code: PASSING, opaque: `${id}:${attempt}` })
  }
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'attempts_spent', spent: 4 })
})

test('webhooks: delivered after failed, delivered', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await tell(bench, { id: 'wamid.a', status: 'failed', code: UNDELIVERABLE, opaque: `${id}:1` })
  await tell(bench, { id: 'wamid.a', status: 'delivered', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'delivered', reason: null })
})

test('webhooks: failed after delivered, stays delivered, and its attempt keeps both times', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await tell(bench, { id: 'wamid.a', status: 'delivered', opaque: `${id}:1` })
  const rows = bench.db.selectFrom('attempts').select('number').where('delivery_id', '=', id)
  t.same(await rows.execute(), [], 'the attempt stands in the delivery alone')
  await tell(bench, { id: 'wamid.a', status: 'failed', code: UNDELIVERABLE, opaque: `${id}:1` })
  const delivery = await deliveryOf(bench, id)
  t.equal(delivery.state, 'delivered')
  const [attempt] = await attemptsOf(bench, id)
  t.equal(attempt?.delivered_at?.toString(), delivery.delivered_at?.toString())
  t.ok(attempt?.failed_at)
})

test('webhooks: sent, reported after failed, stays failed', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await tell(bench, { id: 'wamid.a', status: 'failed', code: UNDELIVERABLE, opaque: `${id}:1` })
  await tell(bench, { id: 'wamid.a', status: 'sent', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'recipient' })
})

test('webhooks: two attempts, one delivered and one failed in either order, delivered', async (t) => {
  const bench = await openBench(t)
  for (const order of ['failed first', 'delivered first']) {
    const id = await sendTwice(bench, order)
    const told = [
      { id: `${order}.2`, status: 'failed', code: UNDELIVERABLE, opaque: `${id}:2` },
      { id: `${order}.1`, status: 'delivered', opaque: `${id}:1` },
    ]
    for (const update of order === 'failed first' ? told : told.toReversed()) await tell(bench, update)
    t.match(await deliveryOf(bench, id), { state: 'delivered', provider_message_id: `${order}.1` }, order)
  }
})

test('webhooks: the first attempt in doubt, the second fails permanently, in doubt', async (t) => {
  const bench = await openBench(t)
  const id = await sendTwice(bench, 'wamid')
  await tell(bench, { id: 'wamid.2', status: 'failed', code: UNDELIVERABLE, opaque: `${id}:2` })
  t.match(await deliveryOf(bench, id), { state: 'in_doubt', reason: 'outcome_unknown' })
  await tell(bench, { id: 'wamid.1', status: 'failed', code: UNDELIVERABLE, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'recipient' })
})

test('webhooks: the first attempt in doubt, the second fails transiently, it is sent again', async (t) => {
  const bench = await openBench(t)
  const id = await sendTwice(bench, 'wamid')
  await tell(bench, { id: 'wamid.2', status: 'failed', code: PASSING, opaque: `${id}:2` })
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 2 })
})

test('webhooks: in doubt and then a transient failure, counted once', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await answer(bench, { delivery_id: id, attempt: 1 }, DOUBTFUL)
  t.match(await deliveryOf(bench, id), { state: 'in_doubt', spent: 1 })
  await tell(bench, { id: 'wamid.a', status: 'failed', code: PASSING, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
})

test('webhooks: a late failure of a held delivery, it keeps its reason', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await answer(bench, { delivery_id: id, attempt: 1 }, DOUBTFUL)
  await closeWindow(bench)
  await claim(bench)
  await answer(bench, { delivery_id: id, attempt: 2, spent: 1 }, DOUBTFUL)
  await becomeDue(bench)
  await settleDeliveries(bench.db, { ...SETTINGS, in_doubt_policy: 'hold' })
  t.match(await deliveryOf(bench, id), { state: 'held', reason: 'in_doubt' })
  await tell(bench, { id: 'wamid.1', status: 'failed', code: UNDELIVERABLE, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'held', reason: 'in_doubt' })
})

test('webhooks: failed and withdrawn in between, cancelled and never sent again', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await sql`update deliveries set withdrawn = true, reason = 'duty_moved' where id = ${id}`.execute(bench.db)
  await tell(bench, { id: 'wamid.a', status: 'failed', code: PASSING, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'cancelled', reason: 'duty_moved' })
})

test('webhooks: withdrawn while in flight, accepted and then failed, cancelled with the reason of the withdrawal', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await sql`update deliveries set withdrawn = true, reason = 'duty_moved' where id = ${id}`.execute(bench.db)
  await answer(bench, { delivery_id: id, attempt: 1 }, accepted('wamid.a'))
  t.match(await deliveryOf(bench, id), { state: 'accepted', reason: null })
  await tell(bench, { id: 'wamid.a', status: 'failed', code: UNDELIVERABLE, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'cancelled', reason: 'withdrawn' })
})

test('webhooks: failed when a retry would be too late, expired', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await sql`update deliveries set expires_at = clock_timestamp() where id = ${id}`.execute(bench.db)
  await tell(bench, { id: 'wamid.a', status: 'failed', code: PASSING, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'expired' })
})

test('webhooks: in doubt, a callback settles it and it is not sent again', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await answer(bench, { delivery_id: id, attempt: 1 }, DOUBTFUL)
  await tell(bench, { id: 'wamid.a', status: 'sent', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), {
    state: 'sent',
    next_attempt_at: null,
    provider_message_id: 'wamid.a',
  })
  t.match(await attemptsOf(bench, id), [{ outcome: 'accepted', provider_message_id: 'wamid.a' }])
  await closeWindow(bench)
  t.match(await deliveryOf(bench, id), { state: 'sent', attempts: 1, possible_duplicate: false })
})

test('webhooks: the lease expired, a callback settles the delivery', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await sql`update deliveries set lease_expires_at = clock_timestamp() - interval '1 second'`.execute(
    bench.db,
  )
  await settleDeliveries(bench.db, SETTINGS)
  t.match(await deliveryOf(bench, id), { state: 'in_doubt', reason: 'lease_ran_out' })
  await tell(bench, { id: 'wamid.a', status: 'delivered', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'delivered', reason: null })
})

test('webhooks: a callback of an earlier attempt, is recorded and the running attempt continues', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await answer(bench, { delivery_id: id, attempt: 1 }, DOUBTFUL)
  await closeWindow(bench)
  await claim(bench)
  t.match(await deliveryOf(bench, id), { state: 'sending', attempts: 2, possible_duplicate: true })
  await tell(bench, { id: 'wamid.1', status: 'failed', code: UNDELIVERABLE, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'sending', attempts: 2 })
  await tell(bench, { id: 'wamid.1', status: 'delivered', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'delivered' })
  await answer(bench, { delivery_id: id, attempt: 2 }, accepted('wamid.2'))
  t.match(await deliveryOf(bench, id), { state: 'delivered' })
})

test('webhooks: a failure unblocks the next message to the same person', async (t) => {
  const bench = await openBench(t)
  const phone_number = '+919876500001'
  const id = await startSending(bench, { phone_number })
  const next = await publishOne(bench, { phone_number })
  await claim(bench)
  t.match(await deliveryOf(bench, next.whatsapp_delivery_id), { state: 'pending', blocked_by_earlier: true })
  await tell(bench, { id: 'wamid.a', status: 'failed', code: UNDELIVERABLE, opaque: `${id}:1` })
  await claim(bench)
  t.match(await deliveryOf(bench, next.whatsapp_delivery_id), { state: 'sending' })
})

/** The first attempt is in doubt, the second accepted. */
async function sendTwice(bench: Bench, name: string): Promise<string> {
  const id = await startSending(bench)
  await answer(bench, { delivery_id: id, attempt: 1 }, DOUBTFUL)
  await closeWindow(bench)
  await claim(bench)
  await answer(bench, { delivery_id: id, attempt: 2, spent: 1 }, accepted(`${name}.2`))
  return id
}

async function closeWindow(bench: Bench): Promise<void> {
  await becomeDue(bench)
  await settleDeliveries(bench.db, SETTINGS)
}

async function becomeDue({ db }: Bench): Promise<void> {
  await sql`update deliveries set next_attempt_at = clock_timestamp() where next_attempt_at is not null`.execute(
    db,
  )
}
