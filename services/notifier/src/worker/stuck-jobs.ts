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
  const { rows } = await sql<{ id: string; task: string; last_error: string | null; has_failed: boolean }>`
    select j.id::text as id, j.task_identifier as task, j.last_error, j.attempts >= j.max_attempts as has_failed
    from graphile_worker.jobs j
    where j.locked_at is null and j.updated_at > clock_timestamp() - ${SHOWN_FOR}::interval
      and (j.attempts >= j.max_attempts or j.task_identifier <> all (${task_names}::text[]))
      -- Superseded while its worker was killed: releaseDeadWorkers removes it.
      and not (j.last_error is null and j.task_identifier = any (${REPEATED_TASKS}::text[]))
    order by j.id desc limit ${MAX_JOBS}`.execute(db)
  return rows.flatMap(({ has_failed, ...job }): StuckJob[] => {
    if (task_names.includes(job.task)) return has_failed ? [{ ...job, cause: 'failed', meant: null }] : []
    const meant = task_names.find((name) => editDistance(name, job.task) <= MAX_DISTANCE)
    return meant === undefined ? [] : [{ ...job, cause: 'unknown_task', meant }]
  })
}
