import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { editDistance } from '@dutybell/shared/edit-distance'
import { REPEATED_TASKS } from './release-dead-workers.ts'

/** A job that never runs again. */
export interface StuckJob {
  readonly id: string
  readonly task: string
  readonly cause: 'failed' | 'unknown_task'
  readonly last_error: string | null
  /** For an unknown task: the known one that it resembles. */
  readonly meant: string | null
}

const SHOWN_FOR = '7 days' // failed jobs stay in the table until somebody deletes them
const MAX_JOBS = 100
const MAX_DISTANCE = 2

/** Jobs that failed for good, and jobs whose unknown task name is within two letters of a known one. */
export async function findStuckJobs(db: Db, task_names: readonly string[]): Promise<StuckJob[]> {
  const resembling = await findResemblingTasks(db, task_names)
  const { rows } = await sql<{ id: string; task: string; last_error: string | null; has_failed: boolean }>`
    select j.id::text as id, j.task_identifier as task, j.last_error, j.attempts >= j.max_attempts as has_failed
    from graphile_worker.jobs j
    where j.locked_at is null and j.updated_at > clock_timestamp() - ${SHOWN_FOR}::interval
      and (
        j.task_identifier = any (${task_names}::text[]) and j.attempts >= j.max_attempts
        -- A job that was attempted is that of another application in the same schema.
        or j.task_identifier = any (${[...resembling.keys()]}::text[]) and j.attempts = 0 and j.run_at <= clock_timestamp()
      )
      -- Superseded while its worker was killed: releaseDeadWorkers removes it.
      and not (j.last_error is null and j.task_identifier = any (${REPEATED_TASKS}::text[]))
    order by j.id desc limit ${MAX_JOBS}`.execute(db)
  return rows.flatMap(({ has_failed, ...job }): StuckJob[] => {
    if (has_failed) return [{ ...job, cause: 'failed', meant: null }]
    const meant = resembling.get(job.task)
    return meant === undefined ? [] : [{ ...job, cause: 'unknown_task', meant }]
  })
}

/** Unknown tasks with the known one that each resembles; the jobs of others may be many. */
async function findResemblingTasks(db: Db, task_names: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ identifier: string }>`
    select identifier from graphile_worker._private_tasks where identifier <> all (${task_names}::text[])`.execute(
    db,
  )
  return new Map(
    rows.flatMap(({ identifier }): [string, string][] => {
      const meant = task_names.find((name) => editDistance(name, identifier) <= MAX_DISTANCE)
      return meant === undefined ? [] : [[identifier, meant]]
    }),
  )
}
