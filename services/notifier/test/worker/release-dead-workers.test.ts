import { sql } from 'kysely'
import { test } from 'tap'
import { releaseDeadWorkers } from '../../src/worker/release-dead-workers.ts'
import { WorkerLiveness } from '../../src/worker/worker-liveness.ts'
import { type Bench, eventually, openBench } from '../fixture.ts'

test('release-dead-workers: without a liveness lock, the jobs are released; those of a live worker are not', async (t) => {
  const bench = await openBench(t)
  const life = new WorkerLiveness({ pool: bench.pool, log: bench.log })
  t.teardown(() => life.close())
  await life.hold('pool-alive')
  await lockJob(bench, 'pool-dead', '1 minute')
  await lockJob(bench, 'pool-alive', '1 minute')
  await releaseDeadWorkers(bench.pool, bench.log)
  t.same(await lockers(bench), ['pool-alive'])
})

test('release-dead-workers: the worker that held the lock is dead, its jobs are released', async (t) => {
  const bench = await openBench(t)
  const life = new WorkerLiveness({ pool: bench.pool, log: bench.log })
  await life.hold('pool-1')
  await lockJob(bench, 'pool-1', '1 minute')
  await releaseDeadWorkers(bench.pool, bench.log)
  t.same(await lockers(bench), ['pool-1'])
  life.close()
  await eventually(
    () => holdersOfLife(bench),
    (pids) => pids.length === 0,
  )
  await releaseDeadWorkers(bench.pool, bench.log)
  t.same(await lockers(bench), [])
})

test("release-dead-workers: a wake-up replaced while it ran and then released, is removed; an operator's job stays", async (t) => {
  const bench = await openBench(t)
  const ask = (task: string) =>
    sql`select graphile_worker.add_job(${task}, job_key := ${task}, job_key_mode := 'replace')`.execute(
      bench.db,
    )
  for (const task of ['drain_outbox', 'send_reminders']) {
    await ask(task)
    await sql`
      update graphile_worker._private_jobs set locked_by = 'pool-dead', locked_at = clock_timestamp() - interval '1 minute',
        attempts = 1
      where key = ${task}`.execute(bench.db)
    await ask(task)
  }
  await releaseDeadWorkers(bench.pool, bench.log)
  const { rows } = await sql<{ task_identifier: string; spent: boolean }>`
    select task_identifier, attempts >= max_attempts as spent from graphile_worker.jobs order by 1, 2`.execute(
    bench.db,
  )
  t.same(rows, [
    { task_identifier: 'drain_outbox', spent: false },
    { task_identifier: 'send_reminders', spent: false },
    { task_identifier: 'send_reminders', spent: true },
  ])
})

test('release-dead-workers: a worker that has just started, is ignored until it can hold its lock', async (t) => {
  const bench = await openBench(t)
  await lockJob(bench, 'pool-young', '1 second')
  await releaseDeadWorkers(bench.pool, bench.log)
  t.same(await lockers(bench), ['pool-young'])
})

test('release-dead-workers: two run at once, both end and the job is released', async (t) => {
  const bench = await openBench(t)
  await lockJob(bench, 'pool-dead', '1 minute')
  await Promise.all([releaseDeadWorkers(bench.pool, bench.log), releaseDeadWorkers(bench.pool, bench.log)])
  t.same(await lockers(bench), [])
  t.same(await holdersOfLife(bench), [], 'the look itself holds no lock afterwards')
})

test('worker-liveness: its connection is terminated, the lock is taken again', async (t) => {
  const bench = await openBench(t)
  const life = new WorkerLiveness({ pool: bench.pool, log: bench.log })
  t.teardown(() => life.close())
  await life.hold('pool-1')
  const [first] = await holdersOfLife(bench)
  t.ok(first)
  await sql`select pg_terminate_backend(${first})`.execute(bench.db)
  const [second] = await eventually(
    () => holdersOfLife(bench),
    (pids) => pids.length === 1 && pids[0] !== first,
  )
  t.ok(second)
})

test('worker-liveness: its connection is lost after closing, nothing is thrown and no lock is taken', async (t) => {
  const bench = await openBench(t)
  const life = new WorkerLiveness({ pool: bench.pool, log: bench.log })
  await life.hold('pool-1')
  const [pid] = await holdersOfLife(bench)
  const terminated = sql`select pg_terminate_backend(${pid})`.execute(bench.db)
  life.close()
  await terminated
  await eventually(
    () => holdersOfLife(bench),
    (pids) => pids.length === 0,
  )
  t.pass('the process is still here')
})

async function lockJob({ db }: Bench, worker_id: string, ago: string): Promise<void> {
  await sql`
    with job as (select id from graphile_worker.add_job('drain_outbox'))
    select * from job`.execute(db)
  await sql`
    update graphile_worker._private_jobs
    set locked_by = ${worker_id}, locked_at = clock_timestamp() - ${ago}::interval
    where locked_by is null`.execute(db)
}

async function lockers({ db }: Bench): Promise<string[]> {
  const { rows } = await sql<{ locked_by: string }>`
    select locked_by from graphile_worker._private_jobs where locked_by is not null order by 1`.execute(db)
  return rows.map((row) => row.locked_by)
}

async function holdersOfLife({ db }: Bench): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_locks
    where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(db)
  return rows.map((row) => row.pid)
}

test('release-dead-workers: a job of another application in the same schema stays locked', async (t) => {
  const bench = await openBench(t)
  await sql`select graphile_worker.add_job('render_video', max_attempts := 1)`.execute(bench.db)
  await sql`
    update graphile_worker._private_jobs set locked_by = 'pool-of-another', locked_at = clock_timestamp() - interval '150 seconds',
      attempts = 1`.execute(bench.db)
  await releaseDeadWorkers(bench.pool, bench.log)
  t.same(await lockers(bench), ['pool-of-another'])
})
