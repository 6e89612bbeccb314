import { sql } from 'kysely'
import { test } from 'tap'
import { findStuckJobs, isWithin } from '../../src/worker/stuck-jobs.ts'
import { openBench } from '../fixture.ts'

const WITHIN_TWO: readonly (readonly [string, string, boolean])[] = [
  ['send_reminders', 'send_reminders', true],
  ['send_reminders', 'send_reminder', true],
  ['send_reminders', 'sent_remindres', false],
  ['send_reminders', 'snd_remindrs', true],
  ['send_reminders', 'send-reminderz', true],
  ['send_reminders', 'remind', false],
  ['send_template', 'send_templates2', true],
  ['watch', 'batch', true],
  ['watch', 'mail', false],
  ['', 'ab', true],
]

for (const [known, given, within] of WITHIN_TWO) {
  test(`stuck-jobs: ${given} for ${known}, ${within ? 'at most two letters differ' : 'another name'}`, async (t) => {
    t.equal(isWithin(2, known, given), within)
    t.equal(isWithin(2, given, known), within)
  })
}

test('stuck-jobs: killed workers used up the attempts, of a repeated task nothing is reported', async (t) => {
  const { db } = await openBench(t)
  const tasks = ['read_meta_templates', 'send_reminders']
  for (const task of tasks) await sql`select graphile_worker.add_job(${task}, max_attempts := 5)`.execute(db)
  await sql`update graphile_worker._private_jobs set attempts = max_attempts`.execute(db)
  t.match(await findStuckJobs(db, tasks), [{ task: 'send_reminders', cause: 'failed', last_error: null }])
})
