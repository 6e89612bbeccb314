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
