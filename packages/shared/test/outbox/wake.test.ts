import { once } from 'node:events'
import { createServer } from 'node:net'
import { Writable } from 'node:stream'
import { Pool } from 'pg'
import { test } from 'tap'
import { openDatabase } from '../../src/db/client.ts'
import { createLogger } from '../../src/logger.ts'
import { WAKE_CHANNEL, Waker } from '../../src/outbox/wake.ts'
import { type Bench, openBench, whenWaitedFor, openSession } from './fixture.ts'

const silent = createLogger({ service: 'test', level: 'silent' })

async function jobs(bench: Bench) {
  const { rows } = await bench.pool.query<{ task: string; key: string }>(
    'select task_identifier as task, key from graphile_worker.jobs order by task_identifier',
  )
  return rows
}

test('wake: one wake-up, one job is added', async (t) => {
  const bench = await openBench(t)
  const waker = new Waker({ pool: bench.pool, log: silent })
  waker.wake('drain_outbox')
  await waker.close()
  t.same(await jobs(bench), [{ task: 'drain_outbox', key: 'drain_outbox' }])
})

test('wake: one wake-up, listeners are notified before the job is added', async (t) => {
  const bench = await openBench(t)
  const listener = await bench.pool.connect()
  t.teardown(() => listener.release(true))
  await listener.query(`listen ${WAKE_CHANNEL}`)
  const heard = once(listener, 'notification')
  const waker = new Waker({ pool: bench.pool, log: silent })
  waker.wake('apply_webhooks')
  t.match(await heard, [{ payload: 'apply_webhooks' }])
  t.same(await jobs(bench), [])
  await waker.close()
})

test('wake: two commits at once, one of them notifies by itself and a notification follows the other', async (t) => {
  const bench = await openBench(t)
  const listener = await bench.pool.connect()
  t.teardown(() => listener.release(true))
  await listener.query(`listen ${WAKE_CHANNEL}`)
  const heard = once(listener, 'notification')
  const waker = new Waker({ pool: bench.pool, log: silent })
  const commits = [1, 2].map(() => waker.withNotice('drain_outbox', async (notifies) => notifies))
  t.same(await Promise.all(commits), [true, false])
  t.match(await heard, [{ payload: 'drain_outbox' }])
  await t.rejects(waker.withNotice('apply_webhooks', () => Promise.reject(new Error('No commit.'))))
  await waker.close()
  t.same(await jobs(bench), [{ task: 'drain_outbox', key: 'drain_outbox' }])
})

test('wake: a thousand wake-ups for two tasks, one job each and a few statements', async (t) => {
  const bench = await openBench(t)
  const { pool } = openDatabase({
    connectionString: bench.url,
    applicationName: 'test',
    maxConnections: 2,
    log: silent,
  })
  t.teardown(() => pool.end())
  let statements = 0
  pool.on('acquire', () => (statements += 1))
  const waker = new Waker({ pool, log: silent })
  for (let n = 0; n < 1_000; n += 1) {
    waker.wake('drain_outbox')
    waker.wake('apply_webhooks')
  }
  await waker.close()
  t.same(
    (await jobs(bench)).map(({ task }) => task),
    ['apply_webhooks', 'drain_outbox'],
  )
  t.ok(statements <= 6, `${statements} statements`)
})

test('wake: requested during the previous one, another follows', async (t) => {
  const bench = await openBench(t)
  const session = await openSession(t, bench)
  await session.query('begin')
  await session.query(`select graphile_worker.add_job('drain_outbox', job_key := 'drain_outbox')`)
  const waker = new Waker({ pool: bench.pool, log: silent })
  waker.wake('drain_outbox')
  await whenWaitedFor(bench, session.pid)
  waker.wake('apply_webhooks')
  await session.query('commit')
  await waker.close()
  t.same(
    (await jobs(bench)).map(({ task }) => task),
    ['apply_webhooks', 'drain_outbox'],
  )
})

test('wake: the database is unavailable, a warning is logged and nothing is thrown', async (t) => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => new Promise((resolve) => server.close(resolve)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It listens on a port.')
  let logged = ''
  const destination = new Writable({
    write(chunk: Buffer, _, done) {
      logged += chunk.toString()
      done()
    },
  })
  const pool = new Pool({ host: '127.0.0.1', port: address.port })
  t.teardown(() => pool.end())
  const waker = new Waker({ pool, log: createLogger({ service: 'test', level: 'debug', destination }) })
  waker.wake('drain_outbox')
  await waker.close()
  t.match(logged, /Could not wake the notifiers/)
})

test('wake: the worker of the job is killed, the job runs again', async (t) => {
  const bench = await openBench(t)
  const waker = new Waker({ pool: bench.pool, log: silent })
  waker.wake('apply_webhooks')
  await waker.close()
  await bench.pool.query(
    `update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now(), attempts = 1`,
  )
  await bench.pool.query(`select graphile_worker.force_unlock_workers(array['dead'])`)
  const { rows } = await bench.pool.query('select is_available from graphile_worker._private_jobs')
  t.same(rows, [{ is_available: true }])
})
