import { sql } from 'kysely'
import { test } from 'tap'
import { type Bench, deliveryOf, openBench } from '../fixture.ts'
import {
  claimIds,
  claimOnly,
  claimSql,
  ended,
  enqueue,
  expireNow,
  loseLease,
  newNumber,
  openSession,
  record,
  recordSql,
  settle,
  whenWaitedFor,
} from './support.ts'

async function enqueueTwo(bench: Bench): Promise<[string, string]> {
  const phone_number = newNumber()
  const [first, second] = await enqueue(bench, [{ phone_number }, { phone_number }])
  if (first === undefined || second === undefined) throw new Error('Two were published.')
  return [first, second]
}

const ENDINGS = {
  'was accepted': async (bench: Bench) => record(bench, [ended(await claimOnly(bench), 'accepted')]),
  'has failed': async (bench: Bench) => record(bench, [ended(await claimOnly(bench), 'failed')]),
  'is held': async (bench: Bench) => record(bench, [ended(await claimOnly(bench), 'held')]),
  'is in doubt': async (bench: Bench) => record(bench, [ended(await claimOnly(bench), 'in_doubt')]),
  'waits for longer than a minute': async (bench: Bench) =>
    record(bench, [ended(await claimOnly(bench), 'retry', { delay_ms: 90_000 })]),
  'lost its lease': async (bench: Bench) => {
    await loseLease(bench, (await claimOnly(bench)).delivery_id)
    await settle(bench)
  },
  'expired while it waited for its next attempt': async (bench: Bench) => {
    const claimed = await claimOnly(bench)
    await record(bench, [ended(claimed, 'retry', { delay_ms: 30_000 })])
    if ((await claimIds(bench)).length > 0) throw new Error('It waits with the one before.')
    await expireNow(bench, claimed.delivery_id)
    await settle(bench)
  },
}

for (const [ending, end] of Object.entries(ENDINGS)) {
  test(`claim: the earlier delivery ${ending}, the next one is claimed`, async (t) => {
    const bench = await openBench(t)
    const [, second] = await enqueueTwo(bench)
    await end(bench)
    t.same(await claimIds(bench), [second])
  })

  test(`claim: the next delivery was already blocked when the earlier one ${ending}, it is claimed`, async (t) => {
    const bench = await openBench(t)
    const [first, second] = await enqueueTwo(bench)
    await sql`update deliveries set blocked_by_earlier = true where id = ${second}`.execute(bench.db)
    await end(bench)
    t.same(await claimIds(bench), [second])
    t.not(first, second)
  })
}

test('claim: the earlier delivery is due within a minute, the next one waits for it', async (t) => {
  const bench = await openBench(t)
  const [first, second] = await enqueueTwo(bench)
  await record(bench, [ended(await claimOnly(bench), 'retry', { delay_ms: 30_000 })])
  t.same(await claimIds(bench), [])
  await sql`update deliveries set next_attempt_at = clock_timestamp() where id = ${first}`.execute(bench.db)
  const again = await claimOnly(bench)
  t.match(again, { delivery_id: first, attempt: 2 })
  await record(bench, [ended(again, 'accepted')])
  t.same(await claimIds(bench), [second])
})

test('claim: the earlier delivery is untrue or expired, the next one is claimed at once or by the next claim', async (t) => {
  const bench = await openBench(t)
  const [first, second] = await enqueueTwo(bench)
  await sql`update deliveries set blocked_by_earlier = true where id = ${second}`.execute(bench.db)
  await expireNow(bench, first)
  t.same(await claimIds(bench), [second])
  t.equal((await deliveryOf(bench, first)).state, 'expired')
})

test('claim: blocks a delivery while the earlier one is recorded, the record waits and unblocks it', async (t) => {
  const bench = await openBench(t)
  const [, second] = await enqueueTwo(bench)
  const first = await claimOnly(bench)
  await sql`update deliveries set blocked_by_earlier = false where id = ${second}`.execute(bench.db)

  const claiming = await openSession(t, bench)
  await claiming.query('begin')
  t.same(await claiming.query(claimSql(10)), [], 'the first is still sending')
  const recorded = record(bench, [ended(first, 'accepted')])
  await whenWaitedFor(bench, claiming)
  await claiming.query('commit')
  await recorded
  t.same(await claimIds(bench), [second])
})

test('claim: the earlier delivery is being recorded, the next one is skipped and not blocked', async (t) => {
  const bench = await openBench(t)
  const [, second] = await enqueueTwo(bench)
  const first = await claimOnly(bench)
  await sql`update deliveries set blocked_by_earlier = false where id = ${second}`.execute(bench.db)

  const recording = await openSession(t, bench)
  await recording.query('begin')
  await recording.query(...recordSql([ended(first, 'accepted')]))
  t.same(await claimIds(bench), [])
  await recording.query('commit')
  t.same(await claimIds(bench), [second])
})

test('claim: blocks a delivery behind one that expires meanwhile, the next settlement unblocks it', async (t) => {
  const bench = await openBench(t)
  const [first, second] = await enqueueTwo(bench)
  await record(bench, [ended(await claimOnly(bench), 'retry', { delay_ms: 30_000 })])
  await sql`update deliveries set blocked_by_earlier = false where id = ${second}`.execute(bench.db)
  await expireNow(bench, first)

  const claiming = await openSession(t, bench)
  await claiming.query('begin')
  t.same(await claiming.query(claimSql(10)), [], 'the first is next within the minute')
  await settle(bench)
  await claiming.query('commit')
  await settle(bench)
  t.same(await claimIds(bench), [second])
})

test('claim: a resend while the next delivery is in flight, it is blocked until then', async (t) => {
  const bench = await openBench(t)
  const [first, second] = await enqueueTwo(bench)
  await record(bench, [ended(await claimOnly(bench), 'in_doubt')])
  const next = await claimOnly(bench)
  t.equal(next.delivery_id, second)
  await sql`update deliveries set next_attempt_at = clock_timestamp() where id = ${first}`.execute(bench.db)
  await settle(bench)
  t.same(await claimIds(bench), [])
  t.match(await deliveryOf(bench, first), { state: 'pending', blocked_by_earlier: true })
  await record(bench, [ended(next, 'accepted')])
  t.same(await claimIds(bench), [first])
})
