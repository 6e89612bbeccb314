import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { test } from 'tap'
import { claimDeliveries } from '../../src/deliveries/claim-deliveries.ts'
import { type Bench, openBench } from '../fixture.ts'
import { claim, claimIds, enqueue, SETTINGS } from './support.ts'

const RATE = 80
const BURST_MS = 50
const MOST_AT_ONCE = (RATE * BURST_MS) / 1000
const PACED = { ...SETTINGS, messages_per_second: RATE }

async function enqueueMany(bench: Bench, n: number): Promise<string[]> {
  return enqueue(
    bench,
    Array.from({ length: n }, () => ({})),
  )
}

/** A notifier that only claims, until nothing is left to claim. */
async function drain(bench: Bench, batches: number[]): Promise<void> {
  let left = 1
  while (left > 0) {
    const { deliveries, next_claim_in_ms } = await claimDeliveries(bench.pool, PACED, 256)
    batches.push(deliveries.length)
    await delay(next_claim_in_ms ?? 0)
    const { rows } = await sql<{
      n: number
    }>`select count(*) as n from deliveries where state = 'pending'`.execute(bench.db)
    left = rows[0]?.n ?? 0
  }
}

test('pace: two notifiers drain at once, no interval exceeds the rate by more than a burst of 50 ms', async (t) => {
  const bench = await openBench(t)
  await enqueueMany(bench, 60)
  const batches: number[] = []
  await Promise.all([drain(bench, batches), drain(bench, batches)])

  t.ok(Math.max(...batches) <= MOST_AT_ONCE, 'none takes more than 50 ms of the pace')
  const { rows } = await sql<{ at: number }>`
    select extract(epoch from sending_at)::float8 as at from deliveries where sending_at is not null order by sending_at`.execute(
    bench.db,
  )
  const starts = rows.map(({ at }) => at)
  t.equal(starts.length, 60)
  const excess = starts.flatMap((from, i) =>
    starts.slice(i).map((to, n) => n + 1 - ((to - from) * RATE + MOST_AT_ONCE)),
  )
  t.ok(Math.max(...excess) <= 0.01, `at most ${Math.max(...excess)} too many`)
})

test('pace: the channel was idle, unused capacity is not saved', async (t) => {
  const bench = await openBench(t)
  await enqueueMany(bench, 50)
  await sql`update channels set paced_until = now() - interval '1 hour'`.execute(bench.db)
  t.equal((await claim(bench, 50, PACED)).length, MOST_AT_ONCE)
  const { next_claim_in_ms } = await claimDeliveries(bench.pool, PACED, 50)
  t.ok(next_claim_in_ms !== null && next_claim_in_ms > 0 && next_claim_in_ms <= BURST_MS + 1000 / RATE)
})

test('pace: one delivery for a large limit, one is charged', async (t) => {
  const bench = await openBench(t)
  await enqueueMany(bench, 1)
  t.equal((await claim(bench, 256, PACED)).length, 1)
  await enqueueMany(bench, 10)
  const { rows } = await sql<{ ahead_ms: number }>`
    select (extract(epoch from c.paced_until - d.sending_at) * 1000)::float8 as ahead_ms
    from channels c, deliveries d where c.channel = 'whatsapp'`.execute(bench.db)
  t.ok(Math.abs((rows[0]?.ahead_ms ?? 0) - 1000 / RATE) < 0.01)
})

test('pace: no delivery, nothing is charged', async (t) => {
  const bench = await openBench(t)
  await claim(bench, 256, PACED)
  const { rows } = await sql`select from channels where paced_until > '-infinity'`.execute(bench.db)
  t.equal(rows.length, 0)
})

test('pace: a rate below one per 50 ms, one at a time', async (t) => {
  const bench = await openBench(t)
  await enqueueMany(bench, 3)
  t.equal((await claim(bench, 10, { messages_per_second: 0.5 })).length, 1)
  const { deliveries, next_claim_in_ms } = await claimDeliveries(
    bench.pool,
    { ...PACED, messages_per_second: 0.5 },
    10,
  )
  t.equal(deliveries.length, 0)
  t.ok(next_claim_in_ms !== null && next_claim_in_ms > 1500 && next_claim_in_ms <= 2000)
})

test('pace: the clock is set back by a day, the pace recovers within one step', async (t) => {
  const bench = await openBench(t)
  const ids = await enqueueMany(bench, 3)
  await sql`update channels set paced_until = clock_timestamp() + interval '1 day'`.execute(bench.db)
  const { deliveries, next_claim_in_ms } = await claimDeliveries(bench.pool, PACED, 10)
  t.same(deliveries, [])
  t.ok(next_claim_in_ms !== null && next_claim_in_ms <= BURST_MS + 1000 / RATE)
  await sql`update channels set paced_until = paced_until - interval '100 milliseconds'`.execute(bench.db)
  t.same(await claimIds(bench), ids)
})
