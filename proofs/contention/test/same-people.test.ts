import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { type Test, test } from 'tap'
import { ADMIN_SECRET, dateIn } from '../../../services/api/test/start-api.ts'
import { type Bench, openBench, startMeta } from '../../../services/notifier/test/fixture.ts'
import { inboundBody } from '../../../services/notifier/test/inbound/support.ts'
import { environmentFor, spawnNotifier } from '../../../services/notifier/test/process/support.ts'
import { store } from '../../../services/notifier/test/webhooks/support.ts'

const ROUNDS = 2
const PEOPLE = 8 // two for each number
const API = fileURLToPath(new URL('../../../services/api/src/main.ts', import.meta.url))

/** How long the sending may stand still, and as how many statements of 10 ms: on a busy machine they take longer, too. */
const MAX_CLAIM_WAIT_MS = 100
const MAX_CLAIM_WAIT_STATEMENTS = 8

test('contention: erase, move, cancel, change of number and opt-out of the same people at once, no deadlock, and the sending goes on', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ latency_ms: 5 }] } })
  const notifiers = [1, 2].map(() => spawnNotifier(t, environmentFor(bench, meta)))
  const call = await startApi(t, bench)
  await Promise.all(notifiers.map(({ listening }) => listening))
  const watch = new Pool({ connectionString: bench.url, max: 1 })
  t.teardown(() => watch.end())
  const ending = new AbortController()
  const watching = watchClaims(watch, ending.signal)

  const answers = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round += 1) {
    const people = await Promise.all(
      Array.from({ length: PEOPLE }, (_, n) => call('POST', '/v1/registrations', personOf(round, n))),
    )
    const duties = await Promise.all(
      people.map(({ id: registration_id }, n) =>
        call('POST', '/v1/duty-assignments', {
          registration_id,
          duty_date: dateIn(10 + n),
          duty_time: 'Fajar Azaan',
        }),
      ),
    )
    const calls = people.flatMap(({ id }, n) => [
      call('PATCH', `/v1/duty-assignments/${duties[n]?.id}`, { duty_date: dateIn(20 + n) }),
      call('POST', `/v1/duty-assignments/${duties[n]?.id}/cancel`, { version: 1 }),
      call('PATCH', `/v1/registrations/${id}`, { phone_number: numberOf(round, n + 1) }),
      call('PATCH', `/v1/registrations/${id}`, { whatsapp_opt_in: false }),
      call('DELETE', `/v1/registrations/${id}`),
    ])
    const [given] = await Promise.all([
      Promise.all(calls),
      ...people.map((_person, n) => optOut(bench, numberOf(round, n))),
    ])
    for (const { status, code } of given) {
      const told = status < 500 ? `${status}` : `${status} ${code}`
      answers.set(told, (answers.get(told) ?? 0) + 1)
    }
  }
  ending.abort()
  const { erasures, claim_ms, statement_ms } = await watching

  const failed = [...answers].filter(([told]) => told.startsWith('5') && told !== '503 overloaded')
  t.same(failed, [], JSON.stringify([...answers]))
  const { rows } = await watch.query<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  )
  t.equal(rows[0]?.deadlocks, 0, 'deadlocks')
  t.ok(erasures <= 1, `${erasures} erasures wait for the channel, and a claim behind them`)
  t.ok(
    claim_ms <= Math.max(MAX_CLAIM_WAIT_MS, MAX_CLAIM_WAIT_STATEMENTS * statement_ms),
    `a claim waited ${claim_ms} ms for locks, while a statement of 10 ms took ${statement_ms} ms`,
  )
})

/** In a process of its own, as the notifiers: one that is late must not look like a lock that is held. */
async function startApi(t: Test, { url: DATABASE_URL }: Bench) {
  const child = spawn(process.execPath, [API], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      DATABASE_URL,
      ADMIN_API_KEYS: `tester:${ADMIN_SECRET}`,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(async () => {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  })
  const { promise: listening, resolve } = Promise.withResolvers<string>()
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-10_000)
    const [, url] = /Listening at (http:\/\/[\d.:]+)/.exec(output) ?? []
    if (url !== undefined) resolve(url)
  })
  const url = await listening
  return async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${ADMIN_SECRET}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const json: unknown = JSON.parse((await answer.text()) || '{}')
    const { id, code }: { id?: unknown; code?: unknown } = Object(json)
    return { status: answer.status, id: String(id), code: String(code) }
  }
}

async function optOut(bench: Bench, number: string): Promise<void> {
  await store(bench, inboundBody({ from: `91${number}`, text: 'STOP' }))
  await bench.pool.query(`select pg_notify('dutybell_wake', 'apply_webhooks')`)
}

/** The most of what was seen, looked at all the time. Erasures that wait for another erasure do not count. */
async function watchClaims(pool: Pool, signal: AbortSignal) {
  const most = { erasures: 0, claim_ms: 0, statement_ms: 0 }
  while (!signal.aborted) {
    const { rows } = await pool.query<{ erasures: number; claim_ms: number | null; statement_ms: number }>(`
      select count(distinct a.pid) filter (where a.query like '%erase_registration(%')::int as erasures,
        max(extract(epoch from clock_timestamp() - a.query_start) * 1000) filter (where a.query like '%from claim_deliveries(%')::int
          as claim_ms,
        (select extract(epoch from clock_timestamp() - statement_timestamp()) * 1000 from (
          select count(*) from generate_series(1, 100000) offset 0
        ) of_10_ms)::int as statement_ms
      from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where not l.granted and l.locktype in ('transactionid', 'tuple') and a.datname = current_database()`)
    const [seen] = rows
    most.erasures = Math.max(most.erasures, seen?.erasures ?? 0)
    most.claim_ms = Math.max(most.claim_ms, seen?.claim_ms ?? 0)
    most.statement_ms = Math.max(most.statement_ms, seen?.statement_ms ?? 0)
    await delay(5)
  }
  return most
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
