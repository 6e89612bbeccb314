import { sql } from 'kysely'
import { test } from 'tap'
import {
  attemptsOf,
  type Bench,
  deliveryOf,
  eventually,
  openBench,
  startMeta,
  startNotifierFor,
} from '../fixture.ts'
import {
  claim,
  claimIds,
  claimOnly,
  ended,
  enqueue,
  enqueueOne,
  inHours,
  newNumber,
  record,
} from './support.ts'

/** As the API does after its checks. */
async function replay(
  bench: Bench,
  id: string,
  { delay_ms = 0, confirm_duplicate = true } = {},
): Promise<void> {
  await sql`
    select retry_deliveries(array[${id}]::uuid[], array[${delay_ms}]::double precision[], 'tester', ${confirm_duplicate})`.execute(
    bench.db,
  )
}

async function verdictOf(bench: Bench, id: string): Promise<string | undefined> {
  const { rows } = await sql<{
    verdict: string
  }>`select verdict from check_retryable(array[${id}]::uuid[], false)`.execute(bench.db)
  return rows[0]?.verdict
}

const ENDINGS = {
  'refused by Meta': { verdict: 'failed', http_status: 400, code: '131026' },
  'refused by a failing server': {
    verdict: 'failed',
    http_status: 500,
    code: '131000',
    may_have_arrived: true,
  },
  'never left': { verdict: 'failed', outcome: 'unsent', http_status: null, code: 'ECONNREFUSED' },
  'in doubt': { verdict: 'in_doubt', http_status: null, code: 'ETIMEDOUT', may_have_arrived: true },
} as const

for (const [ending, { verdict, may_have_arrived = false, ...result }] of Object.entries<{
  verdict: 'failed' | 'in_doubt'
  http_status: number | null
  code: string
  outcome?: 'unsent'
  may_have_arrived?: boolean
}>(ENDINGS)) {
  test(`retry: ${ending}, sent again and marked only if it may have arrived`, async (t) => {
    const bench = await openBench(t)
    const meta = await startMeta(t)
    const id = await enqueueOne(bench)
    await record(bench, [ended(await claimOnly(bench), verdict, result)])
    t.equal(await verdictOf(bench, id), may_have_arrived ? 'may_have_arrived' : 'retry')

    await replay(bench, id)
    await startNotifierFor(t, bench, meta)
    const row = await eventually(
      () => deliveryOf(bench, id),
      ({ state }) => state === 'accepted',
    )
    t.match(row, { attempts: 2, possible_duplicate: may_have_arrived })
    t.same(
      meta.messages.map((message) => message.biz_opaque_callback_data),
      [`${id}:2`],
    )
    t.match(await attemptsOf(bench, id), [{ number: 1 }, { number: 2, outcome: 'accepted' }])
  })
}

test('retry: after a failed receipt, not marked', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'accepted')])
  t.equal(await verdictOf(bench, id), 'may_have_arrived')
  await sql`select store_carried_attempts(array[${id}]::uuid[])`.execute(bench.db)
  await sql`update attempts set failed_at = clock_timestamp()`.execute(bench.db)
  await sql`update deliveries set state = 'failed'`.execute(bench.db)
  t.equal(await verdictOf(bench, id), 'retry')
  await replay(bench, id)
  await claimOnly(bench)
  t.match(await deliveryOf(bench, id), { attempts: 2, possible_duplicate: false })
})

test('retry: all attempts were counted, MAX_ATTEMPTS are available again', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await sql`update deliveries set spent = 3`.execute(bench.db)
  await record(bench, [ended(await claimOnly(bench), 'retry', { http_status: 400 })])
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'attempts_spent', spent: 4 })
  await replay(bench, id)
  await record(bench, [ended(await claimOnly(bench), 'retry', { http_status: 400 })])
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1, attempts: 2 })
})

test('retry: a late acceptance of the previous attempt counts, and nothing more is sent', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const first = await claimOnly(bench)
  await record(bench, [ended(first, 'in_doubt')])
  await replay(bench, id)
  await record(bench, [ended(first, 'accepted')])
  t.match(await deliveryOf(bench, id), { state: 'accepted' })
  t.same(await claimIds(bench), [])
})

test('retry: many old deliveries, those due tonight are sent first', async (t) => {
  const bench = await openBench(t)
  const old = await enqueue(bench, [{ expires_at: inHours(100) }, { expires_at: inHours(100) }])
  for (const claimed of await claim(bench)) await record(bench, [ended(claimed, 'failed')])
  await sql`update deliveries set rank = rank - interval '3 days', created_at = created_at - interval '3 days'`.execute(
    bench.db,
  )
  const reminder = await enqueueOne(bench, { expires_at: inHours(6) })
  for (const id of old) await replay(bench, id)
  t.same(await claimIds(bench, 1), [reminder])
})

test('retry: delayed, not sent earlier, and does not block others to the same person', async (t) => {
  const bench = await openBench(t)
  const phone_number = newNumber()
  const id = await enqueueOne(bench, { phone_number })
  await record(bench, [ended(await claimOnly(bench), 'failed')])
  await replay(bench, id, { delay_ms: 3_600_000 })
  t.same(await claimIds(bench), [])
  const next = await enqueueOne(bench, { phone_number })
  t.same(await claimIds(bench), [next])
})
