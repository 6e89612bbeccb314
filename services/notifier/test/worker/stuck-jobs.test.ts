import { sql } from 'kysely'
import { test } from 'tap'
import { findStuckJobs } from '../../src/worker/stuck-jobs.ts'
import { openBench } from '../fixture.ts'

test('stuck-jobs: killed workers used up the attempts, of a repeated task nothing is reported', async (t) => {
  const { db } = await openBench(t)
  const tasks = ['read_meta_templates', 'send_reminders']
  for (const task of tasks) await sql`select graphile_worker.add_job(${task}, max_attempts := 5)`.execute(db)
  await sql`update graphile_worker._private_jobs set attempts = max_attempts`.execute(db)
  t.match(await findStuckJobs(db, tasks), [{ task: 'send_reminders', cause: 'failed', last_error: null }])
})

test('stuck-jobs: another application uses the same schema, its jobs are not reported', async (t) => {
  const { db } = await openBench(t)
  const tasks = ['watch', 'send_reminders']
  await sql`select graphile_worker.add_job(task, max_attempts := 1) from unnest(array['match', 'render_video']) task`.execute(
    db,
  )
  await sql`update graphile_worker._private_jobs set attempts = 1, last_error = 'away'`.execute(db)
  await sql`select graphile_worker.add_job('watch_', run_at := clock_timestamp() + interval '1 hour')`.execute(
    db,
  )
  t.same(await findStuckJobs(db, tasks), [])
})
