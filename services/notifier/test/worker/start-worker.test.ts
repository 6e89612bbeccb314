import { sql } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { test } from 'tap'
import { startWorker } from '../../src/worker/start-worker.ts'
import { eventually, openBench } from '../fixture.ts'

test('start-worker: a job is added, it runs at once and is deleted', async (t) => {
  const bench = await openBench(t)
  const done = Promise.withResolvers<unknown>()
  const worker = await startWorker({
    pool: bench.pool,
    log: bench.log,
    taskList: { drain_outbox: (payload) => done.resolve(payload) },
    onWakeUp: () => undefined,
    onEnded: () => t.fail('it ended'),
  })
  t.teardown(() => worker.stop())
  await eventually(
    () => Promise.resolve(worker.isListening()),
    (listening) => listening,
  )
  await sql`select graphile_worker.add_job('drain_outbox', '{"some":"thing"}')`.execute(bench.db)
  t.same(await done.promise, { some: 'thing' })
  await eventually(
    () => sql<{ n: number }>`select count(*) as n from graphile_worker.jobs`.execute(bench.db),
    ({ rows }) => rows[0]?.n === 0,
  )
})

test('start-worker: the connection is lost while a job is finished, another runner takes over', async (t) => {
  const bench = await openBench(t)
  const ran: unknown[] = []
  const worker = await startWorker({
    pool: bench.pool,
    log: bench.log,
    taskList: {
      // What finishes the job has no table to finish it in: the runner ends, as it does when its connection goes.
      break_it: async () => {
        await sql`alter table graphile_worker._private_jobs rename to _away`.execute(bench.db)
      },
      drain_outbox: (payload) => void ran.push(payload),
    },
    onWakeUp: () => undefined,
    onEnded: () => t.fail('it ended'),
  })
  t.teardown(() => worker.stop())
  await eventually(
    () => Promise.resolve(worker.isListening()),
    (listening) => listening,
  )
  await sql`select graphile_worker.add_job('break_it', max_attempts := 1)`.execute(bench.db)
  await eventually(
    () => Promise.resolve(worker.isListening()),
    (listening) => !listening,
  )
  await sql`alter table graphile_worker._away rename to _private_jobs`.execute(bench.db)
  await eventually(
    () => Promise.resolve(worker.isListening()),
    (listening) => listening,
  )
  await sql`select graphile_worker.add_job('drain_outbox')`.execute(bench.db)
  await eventually(
    () => Promise.resolve(ran.length),
    (times) => times === 1,
  )
})

test('start-worker: every connection is terminated repeatedly, it listens when they stay', async (t) => {
  const bench = await openBench(t)
  const worker = await startWorker({
    pool: bench.pool,
    log: bench.log,
    taskList: { drain_outbox: () => undefined },
    onWakeUp: () => undefined,
    onEnded: () => t.fail('it ended'),
  })
  t.teardown(() => worker.stop())
  for (let round = 0; round < 5; round += 1) {
    const jobs = Array.from({ length: 20 }, () =>
      sql`select graphile_worker.add_job('drain_outbox')`.execute(bench.db).catch(() => undefined),
    )
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`
      .execute(bench.db)
      .catch(() => undefined)
    await Promise.all(jobs)
  }
  await eventually(
    () =>
      sql<{ n: number }>`
        select count(*) as n from graphile_worker.jobs where locked_at is null and run_at <= clock_timestamp()`
        .execute(bench.db)
        .catch(() => undefined),
    (waiting) => worker.isListening() && waiting?.rows[0]?.n === 0,
  )
  t.ok(worker.isListening())
})

test('start-worker: stopped while its listening connection breaks, it ends without an error', async (t) => {
  const bench = await openBench(t)
  const stopped = Promise.withResolvers<void>()
  onceAsked(bench.pool, 'LISTEN', (client) => {
    void starting.then((worker) => worker.stop()).then(stopped.resolve, stopped.reject)
    void client.end()
  })
  const starting = startWorker({
    pool: bench.pool,
    log: bench.log,
    taskList: { drain_outbox: () => undefined },
    onWakeUp: () => undefined,
    onEnded: () => t.fail('it ended'),
  })
  await stopped.promise
  await eventually(
    () => Promise.resolve(bench.pool.totalCount - bench.pool.idleCount),
    (used) => used === 0,
  )
})

test('start-worker: the connection is lost while it looks up its tasks, it still takes jobs', async (t) => {
  const bench = await openBench(t)
  let times = 0
  onceAsked(bench.pool, 'insert into "graphile_worker"._private_tasks', (client) => void client.end())
  const worker = await startWorker({
    pool: bench.pool,
    log: bench.log,
    taskList: { drain_outbox: () => void (times += 1) },
    onWakeUp: () => undefined,
    onEnded: () => t.fail('it ended'),
  })
  t.teardown(() => worker.stop())
  await sql`select graphile_worker.add_job('drain_outbox')`.execute(bench.db)
  await eventually(
    () => Promise.resolve(times),
    (times) => times === 1,
  )
})

test('start-worker: the runner ended and none can be started, onEnded is called once', async (t) => {
  const bench = await openBench(t)
  const ended: unknown[] = []
  const worker = await startWorker({
    pool: bench.pool,
    log: bench.log,
    taskList: {
      break_it: async () => {
        await sql`alter table graphile_worker.migrations rename column id to gone`.execute(bench.db)
        await sql`alter table graphile_worker._private_jobs rename to _away`.execute(bench.db)
      },
    },
    onWakeUp: () => undefined,
    onEnded: (error) => ended.push(error),
  })
  t.teardown(() => worker.stop())
  await sql`select graphile_worker.add_job('break_it', max_attempts := 1)`.execute(bench.db)
  await eventually(
    () => Promise.resolve(ended.length),
    (times) => times > 0,
  )
  t.equal(ended.length, 1)
  t.equal(worker.isListening(), false)
})

test('start-worker: stopped twice, both resolve and it is not started again', async (t) => {
  const bench = await openBench(t)
  const worker = await startWorker({
    pool: bench.pool,
    log: bench.log,
    taskList: { drain_outbox: () => undefined },
    onWakeUp: () => undefined,
    onEnded: () => t.fail('it ended'),
  })
  await Promise.all([worker.stop(), worker.stop()])
  await sql`select graphile_worker.add_job('drain_outbox')`.execute(bench.db)
  const { rows } = await sql<{ n: number }>`select count(*) as n from graphile_worker.jobs`.execute(bench.db)
  t.equal(rows[0]?.n, 1)
})

/** Acts when a statement that begins like this is first sent, before its answer. */
function onceAsked(pool: Pool, beginning: string, act: (client: PoolClient) => void): void {
  let asked = false
  pool.on('connect', (client) => {
    const query: PoolClient['query'] = Reflect.get(client, 'query')
    client.query = new Proxy(query, {
      apply(query, _, given: unknown[]) {
        const answer: unknown = Reflect.apply(query, client, given)
        const [text] = given
        const statement = typeof text === 'object' && text && 'text' in text ? text.text : text
        if (!asked && String(statement).startsWith(beginning)) {
          asked = true
          act(client)
        }
        return answer
      },
    })
  })
}
