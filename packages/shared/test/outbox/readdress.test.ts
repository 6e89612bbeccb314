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
  test(`readdress: it is ${state}, it goes to the new number`, async (t) => {
    const bench = await openBench(t)
    const { registration_id, delivery_id } = await allot(bench)
    await sql`update deliveries set state = ${state}`.execute(bench.db)
    const address = newNumber()
    await correct(bench, registration_id, address)
    t.match(await deliveryOf(bench, delivery_id), { recipient: address, state })
  })
}

for (const state of ['sending', 'in_doubt', 'accepted', 'read', 'failed']) {
  test(`readdress: it is ${state}, it stays where it went`, async (t) => {
    const bench = await openBench(t)
    const { registration_id, delivery_id, phone_number } = await allot(bench)
    await sql`update deliveries set state = ${state}`.execute(bench.db)
    await correct(bench, registration_id, newNumber())
    t.match(await deliveryOf(bench, delivery_id), { recipient: phone_number, state })
  })
}

test('readdress: a claim has just taken it, the correction waits and leaves it', async (t) => {
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

test("readdress: someone else's message waits behind it at the old number, that one goes", async (t) => {
  const bench = await openBench(t)
  const { registration_id, phone_number, delivery_id } = await allot(bench)
  const [next] = await publishAll(bench, [{ phone_number }])
  await sql`update deliveries set blocked_by_earlier = true where id = ${next}`.execute(bench.db)
  await correct(bench, registration_id, newNumber())
  t.same(new Set(await claimIds(bench)), new Set([delivery_id, next]))
})

test('readdress: a claim is just parking a message behind it at the old number, that one goes', async (t) => {
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

test('readdress: it waited its turn, at the new number it waits only for what is under way there', async (t) => {
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
