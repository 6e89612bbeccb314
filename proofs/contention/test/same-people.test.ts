import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'pg'
import { test } from 'tap'
import {
  ADMIN_SECRET,
  assignedId,
  dateIn,
  registeredId,
  startApi,
} from '../../../services/api/test/start-api.ts'
import { inboundBody } from '../../../services/notifier/test/inbound/support.ts'
import { openBench, startMeta, startNotifierFor } from '../../../services/notifier/test/fixture.ts'
import { store } from '../../../services/notifier/test/webhooks/support.ts'

const ROUNDS = 2
const PEOPLE = 8 // two for each number
const AUTHORIZED = { authorization: `Bearer ${ADMIN_SECRET}` }

test('contention: erase, move, cancel, change of number and opt-out of the same people at once, no deadlock, and a claim waits for one erasure at most', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ latency_ms: 5 }] } })
  const api = await startApi(t, { url: bench.url })
  for (let n = 0; n < 2; n += 1) await startNotifierFor(t, bench, meta)
  const watch = new Pool({ connectionString: bench.url, max: 1 })
  t.teardown(() => watch.end())
  const waiting: number[] = []
  const ending = new AbortController()
  const watching = watchErasures(watch, waiting, ending.signal)

  const answers = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round += 1) {
    const people = await Promise.all(
      Array.from({ length: PEOPLE }, (_, n) => registeredId(api, personOf(round, n))),
    )
    const duties = await Promise.all(
      people.map((registration_id, n) => assignedId(api, { registration_id, duty_date: dateIn(10 + n) })),
    )
    const calls = people.flatMap((id, n) => [
      api.admin.patch(`/v1/duty-assignments/${duties[n]}`, { duty_date: dateIn(20 + n) }),
      api.admin.post(`/v1/duty-assignments/${duties[n]}/cancel`, { version: 1 }),
      api.admin.patch(`/v1/registrations/${id}`, { phone_number: numberOf(round, n + 1) }),
      api.admin.patch(`/v1/registrations/${id}`, { whatsapp_opt_in: false }),
      api.call({ method: 'DELETE', url: `/v1/registrations/${id}`, headers: AUTHORIZED }),
    ])
    const [given] = await Promise.all([
      Promise.all(calls),
      ...people.map((_id, n) => store(bench, inboundBody({ from: `91${numberOf(round, n)}`, text: 'STOP' }))),
    ])
    for (const { status, json } of given) {
      const told = status < 500 ? `${status}` : `${status} ${String(json['code'])}`
      answers.set(told, (answers.get(told) ?? 0) + 1)
    }
  }
  ending.abort()
  await watching

  const failed = [...answers].filter(([told]) => told.startsWith('5') && told !== '503 overloaded')
  t.same(failed, [], JSON.stringify([...answers]))
  const { rows } = await watch.query<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  )
  t.equal(rows[0]?.deadlocks, 0, 'deadlocks')
  t.ok(
    Math.max(...waiting) <= 1,
    `${Math.max(...waiting)} erasures wait for the channel, and a claim behind them`,
  )
})

/** How many erasures wait for the channel's row at once, looked at all the time. Those that wait for another erasure do not. */
async function watchErasures(pool: Pool, waiting: number[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await pool.query<{ n: number }>(`
      select count(distinct a.pid)::int as n from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where not l.granted and l.locktype in ('transactionid', 'tuple') and a.datname = current_database()
        and a.query like '%lock_for_erasure(%'`)
    waiting.push(rows[0]?.n ?? 0)
    await delay(5)
  }
}

function personOf(round: number, n: number) {
  return {
    full_name: `Person ${'abcdefghijkl'[n]}`,
    phone_number: numberOf(round, n),
    email: `p${round}.${n}@example.org`,
  }
}

/** Two people share a number. */
function numberOf(round: number, n: number): string {
  return `98765${String(43_000 + round * 100 + Math.floor(n / 2)).padStart(5, '0')}`
}
