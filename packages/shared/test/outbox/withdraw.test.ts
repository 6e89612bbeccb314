import { sql } from 'kysely'
import { test } from 'tap'
import type { Tx } from '../../src/db/client.ts'
import { inTransaction } from '../../src/db/in-transaction.ts'
import { withdrawChannel, withdrawDeliveries } from '../../src/outbox/withdraw.ts'
import { cancelDuty } from '../duties.ts'
import {
  allot,
  type Bench,
  CLAIM,
  claimIds,
  deliveryOf,
  openBench,
  openSession,
  publishAll,
  record,
  whenWaitedFor,
} from './fixture.ts'

/** As the API begins: the version is raised in an earlier statement than the withdrawal. */
async function changeDuty(tx: Tx, duty_id: string): Promise<void> {
  await sql`update duty_assignments set version = version + 1 where id = ${duty_id}`.execute(tx)
}

const cancel = (bench: Bench, duty_id: string) => cancelDuty(bench.db, duty_id)

async function setState(bench: Bench, id: string, state: string): Promise<void> {
  await sql`update deliveries set state = ${state} where id = ${id}`.execute(bench.db)
}

for (const state of ['pending', 'held']) {
  test(`withdraw: a ${state} delivery, is cancelled`, async (t) => {
    const bench = await openBench(t)
    const { duty_id, delivery_id } = await allot(bench)
    await setState(bench, delivery_id, state)
    await cancel(bench, duty_id)
    const row = await deliveryOf(bench, delivery_id)
    t.match(row, { state: 'cancelled', reason: 'duty_cancelled', withdrawn: true })
    t.ok(row.cancelled_at)
    t.same(await claimIds(bench), [])
  })
}

for (const state of ['accepted', 'sent', 'delivered', 'read', 'failed', 'expired']) {
  test(`withdraw: a ${state} delivery, its state does not change`, async (t) => {
    const bench = await openBench(t)
    const { duty_id, delivery_id } = await allot(bench)
    await setState(bench, delivery_id, state)
    await cancel(bench, duty_id)
    t.match(await deliveryOf(bench, delivery_id), { state, reason: null })
  })
}

test('withdraw: it is blocked and has a next attempt, both are reset', async (t) => {
  const bench = await openBench(t)
  const { duty_id, delivery_id } = await allot(bench)
  await sql`
    update deliveries set blocked_by_earlier = true, next_attempt_at = clock_timestamp() + interval '1 minute'
    where id = ${delivery_id}`.execute(bench.db)
  await cancel(bench, duty_id)
  t.match(await deliveryOf(bench, delivery_id), {
    state: 'cancelled',
    blocked_by_earlier: false,
    next_attempt_at: null,
  })
})

test('withdraw: in flight and then refused transiently, it is cancelled instead of retried', async (t) => {
  const bench = await openBench(t)
  const { duty_id, delivery_id } = await allot(bench)
  t.same(await claimIds(bench), [delivery_id])
  await cancel(bench, duty_id)
  t.match(await deliveryOf(bench, delivery_id), { state: 'sending', withdrawn: true })
  await record(bench, delivery_id, 'retry')
  t.match(await deliveryOf(bench, delivery_id), { state: 'cancelled', reason: 'duty_cancelled' })
})

test('withdraw: in flight and then accepted, it becomes accepted', async (t) => {
  const bench = await openBench(t)
  const { duty_id, delivery_id } = await allot(bench)
  await claimIds(bench)
  await cancel(bench, duty_id)
  await record(bench, delivery_id, 'accepted')
  t.match(await deliveryOf(bench, delivery_id), { state: 'accepted', withdrawn: true })
})

test('withdraw: in doubt, it is marked and never sent again', async (t) => {
  const bench = await openBench(t)
  const { duty_id, delivery_id } = await allot(bench)
  await claimIds(bench)
  await record(bench, delivery_id, 'in_doubt')
  await cancel(bench, duty_id)
  t.match(await deliveryOf(bench, delivery_id), { state: 'in_doubt', withdrawn: true })
  await sql`update deliveries set next_attempt_at = clock_timestamp()`.execute(bench.db)
  await sql`select settle_deliveries('whatsapp', '600 s', 'resend', 4)`.execute(bench.db)
  t.match(await deliveryOf(bench, delivery_id), { state: 'cancelled', reason: 'possibly_sent' })
  t.same(await claimIds(bench), [])
})

test('withdraw: queued for a resend after a doubt, it is cancelled with the reason possibly_sent', async (t) => {
  const bench = await openBench(t)
  const { duty_id, delivery_id } = await allot(bench)
  await claimIds(bench)
  await record(bench, delivery_id, 'in_doubt')
  await sql`update deliveries set next_attempt_at = clock_timestamp()`.execute(bench.db)
  await sql`select settle_deliveries('whatsapp', '600 s', 'resend', 4)`.execute(bench.db)
  await cancel(bench, duty_id)
  t.match(await deliveryOf(bench, delivery_id), { state: 'cancelled', reason: 'possibly_sent' })
})

test('withdraw: a concurrent claim has taken it, the withdrawal waits and marks it', async (t) => {
  const bench = await openBench(t)
  const { duty_id, delivery_id } = await allot(bench)
  const claiming = await openSession(t, bench)
  await claiming.query('begin')
  t.same(await claiming.query(CLAIM), [{ id: delivery_id }])
  const cancelled = cancel(bench, duty_id)
  await whenWaitedFor(bench, claiming.pid)
  await claiming.query('commit')
  await cancelled
  t.match(await deliveryOf(bench, delivery_id), { state: 'sending', withdrawn: true, cancelled_at: null })
  await record(bench, delivery_id, 'retry')
  t.match(await deliveryOf(bench, delivery_id), { state: 'cancelled' })
})

test('withdraw: not committed yet, a claim skips the delivery and never takes it', async (t) => {
  const bench = await openBench(t)
  const { duty_id, delivery_id } = await allot(bench)
  const tx = await bench.db.startTransaction().execute()
  await changeDuty(tx, duty_id)
  await withdrawDeliveries(tx, [delivery_id], 'erased')
  t.same(await claimIds(bench), [])
  await tx.commit().execute()
  t.same(await claimIds(bench), [])
  t.match(await deliveryOf(bench, delivery_id), { state: 'cancelled' })
})

test('withdraw: a claim between the change and the withdrawal, the delivery in flight is marked', async (t) => {
  const bench = await openBench(t)
  const { duty_id, delivery_id } = await allot(bench)
  const tx = await bench.db.startTransaction().execute()
  await changeDuty(tx, duty_id)
  t.same(await claimIds(bench), [delivery_id], 'the change is not committed: it is still true')
  await withdrawDeliveries(tx, [delivery_id], 'erased')
  await tx.commit().execute()
  t.match(await deliveryOf(bench, delivery_id), { state: 'sending', withdrawn: true })
})

test('withdraw: a delivery of the new version, it does not change', async (t) => {
  const bench = await openBench(t)
  const { registration_id, phone_number, duty_id } = await allot(bench)
  const [fresh] = await publishAll(bench, [
    { registration_id, phone_number, duty_assignments: [{ id: duty_id, version: 2 }] },
  ])
  await cancel(bench, duty_id)
  t.same(await claimIds(bench), [fresh])
})

test('withdraw: the next delivery to the person is blocked, it is unblocked', async (t) => {
  const bench = await openBench(t)
  const { duty_id, phone_number } = await allot(bench)
  const [next] = await publishAll(bench, [{ phone_number }])
  await sql`update deliveries set blocked_by_earlier = true where id = ${next}`.execute(bench.db)
  await cancel(bench, duty_id)
  t.same(await claimIds(bench), [next])
})

test('withdraw: a concurrent claim parks the next delivery, the withdrawal waits and unblocks it', async (t) => {
  const bench = await openBench(t)
  const { duty_id, phone_number, delivery_id } = await allot(bench)
  const [next] = await publishAll(bench, [{ phone_number }])
  await sql`update deliveries set next_attempt_at = clock_timestamp() + interval '30 seconds' where id = ${delivery_id}`.execute(
    bench.db,
  )
  const claiming = await openSession(t, bench)
  await claiming.query('begin')
  t.same(await claiming.query(CLAIM), [])
  const cancelled = cancel(bench, duty_id)
  await whenWaitedFor(bench, claiming.pid)
  await claiming.query('commit')
  await cancelled
  t.same(await claimIds(bench), [next])
})

test('withdraw: one channel of one person, no other delivery changes', async (t) => {
  const bench = await openBench(t)
  const { registration_id, phone_number, delivery_id } = await allot(bench)
  const other = await allot(bench, phone_number)
  await inTransaction(bench.db, (tx) =>
    withdrawChannel(tx, { registration_id, channel: 'email' }, 'address_removed'),
  )
  t.match(await deliveryOf(bench, delivery_id), { state: 'pending' })
  await inTransaction(bench.db, (tx) =>
    withdrawChannel(tx, { registration_id, channel: 'whatsapp' }, 'opted_out'),
  )
  t.match(await deliveryOf(bench, delivery_id), { state: 'cancelled', reason: 'opted_out' })
  t.same(await claimIds(bench), [other.delivery_id])
})
