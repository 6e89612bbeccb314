import { sql } from 'kysely'
import { test } from 'tap'
import { inTransaction } from '../../src/db/in-transaction.ts'
import { readdress } from '../../src/outbox/readdress.ts'
import {
  allot,
  type Bench,
  CLAIM,
  claimIds,
  deliveryOf,
  newNumber,
  openBench,
  openSession,
  publishAll,
  record,
  whenWaitedFor,
} from './fixture.ts'

async function correct(bench: Bench, registration_id: string, address: string): Promise<void> {
  await inTransaction(bench.db, async (tx) => {
    await sql`update registrations set phone_number = ${address} where id = ${registration_id}`.execute(tx)
    await readdress(tx, { registration_id, channel: 'whatsapp', address })
  })
}

for (const state of ['pending', 'held']) {
  test(`readdress: a ${state} delivery, its recipient becomes the new number`, async (t) => {
    const bench = await openBench(t)
    const { registration_id, delivery_id } = await allot(bench)
    await sql`update deliveries set state = ${state}`.execute(bench.db)
    const address = newNumber()
    await correct(bench, registration_id, address)
    t.match(await deliveryOf(bench, delivery_id), { recipient: address, state })
  })
}

for (const state of ['sending', 'in_doubt', 'accepted', 'read', 'failed']) {
  test(`readdress: a ${state} delivery, its recipient does not change`, async (t) => {
    const bench = await openBench(t)
    const { registration_id, delivery_id, phone_number } = await allot(bench)
    await sql`update deliveries set state = ${state}`.execute(bench.db)
    await correct(bench, registration_id, newNumber())
    t.match(await deliveryOf(bench, delivery_id), { recipient: phone_number, state })
  })
}

test('readdress: a concurrent claim has taken it, the correction waits and does not change it', async (t) => {
  const bench = await openBench(t)
  const { registration_id, delivery_id, phone_number } = await allot(bench)
  const claiming = await openSession(t, bench)
  await claiming.query('begin')
  t.same(await claiming.query(CLAIM), [{ id: delivery_id }])
  const corrected = correct(bench, registration_id, newNumber())
  await whenWaitedFor(bench, claiming.pid)
  await claiming.query('commit')
  await corrected
  t.match(await deliveryOf(bench, delivery_id), { recipient: phone_number, state: 'sending' })
})

test("readdress: another person's delivery was blocked at the old number, it is unblocked", async (t) => {
  const bench = await openBench(t)
  const { registration_id, phone_number, delivery_id } = await allot(bench)
  const [next] = await publishAll(bench, [{ phone_number }])
  await sql`update deliveries set blocked_by_earlier = true where id = ${next}`.execute(bench.db)
  await correct(bench, registration_id, newNumber())
  t.same(new Set(await claimIds(bench)), new Set([delivery_id, next]))
})

test('readdress: a concurrent claim parks a blocked delivery at the old number, it is unblocked', async (t) => {
  const bench = await openBench(t)
  const { registration_id, phone_number, delivery_id } = await allot(bench)
  const [next] = await publishAll(bench, [{ phone_number }])
  await sql`update deliveries set next_attempt_at = clock_timestamp() + interval '30 seconds' where id = ${delivery_id}`.execute(
    bench.db,
  )
  const claiming = await openSession(t, bench)
  await claiming.query('begin')
  t.same(await claiming.query(CLAIM), [])
  const corrected = correct(bench, registration_id, newNumber())
  await whenWaitedFor(bench, claiming.pid)
  await claiming.query('commit')
  await corrected
  t.same(await claimIds(bench), [next])
})

test('readdress: it was blocked, at the new number only deliveries in flight there block it', async (t) => {
  const bench = await openBench(t)
  const family = newNumber()
  const [before] = await publishAll(bench, [{ phone_number: family }])
  const { registration_id, delivery_id } = await allot(bench, family)
  const address = newNumber()
  const [there] = await publishAll(bench, [{ phone_number: address }])
  t.same(new Set(await claimIds(bench)), new Set([before, there]))
  await correct(bench, registration_id, address)
  t.same(await claimIds(bench), [])
  await record(bench, there ?? '', 'accepted')
  t.same(await claimIds(bench), [delivery_id])
})
