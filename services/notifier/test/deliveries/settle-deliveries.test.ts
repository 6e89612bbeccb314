import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { test } from 'tap'
import { attemptsOf, type Bench, deliveryOf, openBench } from '../fixture.ts'
import {
  claim,
  claimOnly,
  ended,
  enqueue,
  enqueueOne,
  expireNow,
  loseLease,
  makeDue,
  openSession,
  record,
  SETTINGS,
  settle,
  whenWaitedFor,
} from './support.ts'

/** In doubt, after the end of its window. */
async function enqueueDoubt(bench: Bench): Promise<string> {
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'in_doubt')])
  await makeDue(bench, id)
  return id
}

async function withdraw(bench: Bench, id: string): Promise<void> {
  await sql`update deliveries set withdrawn = true, reason = 'duty_cancelled' where id = ${id}`.execute(
    bench.db,
  )
}

async function storeCallback(bench: Bench, received: string): Promise<void> {
  await sql`
    insert into webhook_inbox (id, body, received_at)
    values (${randomUUIDv7()}, '{}', clock_timestamp() + ${received}::interval)`.execute(bench.db)
}

test('settle: an expired lease, the delivery and its attempt are in doubt until the end of the window', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await claimOnly(bench)
  await loseLease(bench, id)
  const leased_until = (await deliveryOf(bench, id)).lease_expires_at
  await settle(bench)
  const row = await deliveryOf(bench, id)
  t.match(row, { state: 'in_doubt', reason: 'lease_ran_out', spent: 1, lease_expires_at: null })
  t.equal(
    row.next_attempt_at?.since(leased_until ?? row.created_at).total('milliseconds'),
    SETTINGS.in_doubt_window_ms,
  )
  t.match(await attemptsOf(bench, id), [{ outcome: 'in_doubt', provider_text: /without a recorded outcome/ }])
  t.same(await claim(bench), [])
})

test('settle: a running lease, no change', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await claimOnly(bench)
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'sending' })
})

test('settle: no window, an expired lease is resent at once and marked', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench, { in_doubt_window_ms: 0 })
  t.match(await claimOnly(bench), { delivery_id: id, attempt: 2 })
  t.match(await deliveryOf(bench, id), { possible_duplicate: true })
})

test('settle: the window ends with the policy resend, resent and marked', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueDoubt(bench)
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'pending', reason: null, possible_duplicate: false })
  t.match(await claimOnly(bench), { delivery_id: id, attempt: 2 })
  t.match(await deliveryOf(bench, id), { possible_duplicate: true })
})

test('settle: the window has not ended, still in doubt', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'in_doubt')])
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'in_doubt' })
})

test('settle: the window ends with the policy hold, held', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueDoubt(bench)
  await settle(bench, { in_doubt_policy: 'hold' })
  t.match(await deliveryOf(bench, id), { state: 'held', reason: 'in_doubt' })
})

test('settle: the template has its own policy, it is applied', async (t) => {
  const bench = await openBench(t)
  await sql`insert into templates (name, language, in_doubt_policy) values ('registration_received', 'en', 'hold')`.execute(
    bench.db,
  )
  const held = await enqueueDoubt(bench)
  await settle(bench)
  t.match(await deliveryOf(bench, held), { state: 'held', reason: 'in_doubt' })
  await sql`update templates set in_doubt_policy = 'resend'`.execute(bench.db)
  const resent = await enqueueDoubt(bench)
  await settle(bench, { in_doubt_policy: 'hold' })
  t.match(await deliveryOf(bench, resent), { state: 'pending' })
})

test('settle: withdrawn while in doubt, cancelled with possibly_sent', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueDoubt(bench)
  await withdraw(bench, id)
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'cancelled', reason: 'possibly_sent' })
})

test('settle: expired while in doubt, possibly_sent', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueDoubt(bench)
  await expireNow(bench, id)
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'expired', reason: 'possibly_sent' })
})

test('settle: expired while queued for a resend or held in doubt, possibly_sent', async (t) => {
  const bench = await openBench(t)
  for (const in_doubt_policy of ['resend', 'hold'] as const) {
    const id = await enqueueDoubt(bench)
    await settle(bench, { in_doubt_policy })
    await expireNow(bench, id)
    await settle(bench)
    t.match(await deliveryOf(bench, id), { state: 'expired', reason: 'possibly_sent' }, in_doubt_policy)
  }
})

test('settle: expired without a doubt, not possibly_sent', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'retry', { delay_ms: 60_000 })])
  await expireNow(bench, id)
  await settle(bench)
  const row = await deliveryOf(bench, id)
  t.match(row, { state: 'expired', reason: null })
  t.ok(row.expired_at)
})

test('settle: all attempts are counted, held', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueDoubt(bench)
  await settle(bench, { max_attempts: 1 })
  t.match(await deliveryOf(bench, id), { state: 'held', reason: 'in_doubt' })
})

test('settle: an unapplied receipt from before the end of the window, no resend', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueDoubt(bench)
  await storeCallback(bench, '-1 minute')
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'in_doubt' })
  await sql`update webhook_inbox set applied_at = clock_timestamp()`.execute(bench.db)
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'pending' })
})

test('settle: only unapplied receipts from after the end of the window, resent', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueDoubt(bench)
  await storeCallback(bench, '0')
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'pending' })
})

test('settle: no notifier ran at the end of the window, receipts that came since are applied first', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueDoubt(bench)
  await sql`update deliveries set next_attempt_at = clock_timestamp() - interval '30 s'`.execute(bench.db)
  await storeCallback(bench, '-10 seconds')
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'in_doubt' })
  await storeCallback(bench, '0') // receipts that keep coming do not move the window again
  await sql`update webhook_inbox set applied_at = clock_timestamp() where received_at < clock_timestamp() - interval '5 s'`.execute(
    bench.db,
  )
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'pending' })
})

test('settle: two concurrent settlements, each delivery changes once', async (t) => {
  const bench = await openBench(t)
  const ids = await enqueue(bench, [{}, {}])
  await claim(bench)
  for (const id of ids) await loseLease(bench, id)
  const session = await openSession(t, bench)
  await session.query('begin')
  await session.query(`select settle_deliveries('whatsapp', '600 s', 'resend', 4)`)
  await settle(bench)
  await session.query('commit')
  for (const id of ids) t.match(await deliveryOf(bench, id), { state: 'in_doubt', spent: 1 })
})

test('settle: a concurrent withdrawal at the end of the window, cancelled and never resent', async (t) => {
  const bench = await openBench(t)
  const ids = [await enqueueDoubt(bench), await enqueueDoubt(bench)]
  // The first update of the settlement waits here, its snapshot taken; the second delivery changes meanwhile.
  await sql`
    create function wait_at_the_gate() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(1);
      return new;
    end $$`.execute(bench.db)
  await sql`
    create trigger gate before update on deliveries for each row
    when (old.state = 'in_doubt' and new.state = 'pending') execute function wait_at_the_gate()`.execute(
    bench.db,
  )
  const gate = await openSession(t, bench)
  await gate.query('select pg_advisory_lock(1)')
  const settled = settle(bench)
  await whenWaitedFor(bench, gate)
  const [, second] = ids
  await gate.query('set lock_timeout = 200')
  const withdrawn = await gate.query(`update deliveries set withdrawn = true where id = $1`, [second]).then(
    () => true,
    () => false,
  )
  await gate.query('select pg_advisory_unlock(1)')
  await settled
  const row = await deliveryOf(bench, second ?? '')
  t.notMatch(row, { state: 'pending', withdrawn: true }, `withdrawn: ${withdrawn}`)
})
