import { sql } from 'kysely'
import { test } from 'tap'
import { WAKE_CHANNEL } from '@dutybell/shared/outbox/wake'
import { startWorker } from '../../src/worker/start-worker.ts'
import { eventually, openBench } from '../fixture.ts'

test('wake-ups: a notification without a job, wakes', async (t) => {
  const bench = await openBench(t)
  const heard: (string | undefined)[] = []
  const worker = await startWorker({
    pool: bench.pool,
    log: bench.log,
    taskList: { drain_outbox: () => void t.fail('there is no job') },
    onWakeUp: (task) => void heard.push(task),
    onEnded: () => t.fail('it ended'),
  })
  t.teardown(() => worker.stop())
  const listening = () =>
    sql<{ n: number }>`
    select count(*) as n from pg_stat_activity
    where datname = current_database() and query like 'LISTEN %'`.execute(bench.db)
  await eventually(listening, ({ rows }) => rows[0]?.n === 1)
  await sql`select pg_notify(${WAKE_CHANNEL}, 'drain_outbox')`.execute(bench.db)
  await eventually(
    () => Promise.resolve(heard.length),
    (times) => times === 1,
  )
  t.same(heard, ['drain_outbox'])
})

test('wake-ups: the listening connection is lost, the next one listens again', async (t) => {
  const bench = await openBench(t)
  const heard: (string | undefined)[] = []
  const worker = await startWorker({
    pool: bench.pool,
    log: bench.log,
    taskList: { drain_outbox: () => undefined },
    onWakeUp: (task) => void heard.push(task),
    onEnded: () => t.fail('it ended'),
  })
  t.teardown(() => worker.stop())
  const terminate = () =>
    sql<{ n: number }>`
      select count(pg_terminate_backend(pid)) as n from pg_stat_activity
      where datname = current_database() and query like 'LISTEN %'`.execute(bench.db)
  await eventually(terminate, ({ rows }) => rows[0]?.n === 1)
  await eventually(
    async () => {
      await sql`select pg_notify(${WAKE_CHANNEL}, 'drain_outbox')`.execute(bench.db)
      return heard.length
    },
    (times) => times > 0,
  )
})
