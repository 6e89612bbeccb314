import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Logger } from '@dutybell/shared/logger'
import type { PermanentError } from '../tasks/permanent-error.ts'

const LOOK_EVERY_MS = 20
const MOST_LOOKS = 100 // two seconds; the job would not be tried again before

/**
 * Ends a job that can never succeed. graphile-worker leaves a locked job alone, and does not tell when it has written the
 * failure and unlocked it: so it is asked until it has.
 */
export async function failPermanently(
  pool: Pool,
  log: Logger,
  job_id: string,
  error: PermanentError,
): Promise<void> {
  log.error({ job_id }, error.message)
  try {
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const { rowCount } = await pool.query(
        'select from graphile_worker.permanently_fail_jobs(array[$1::bigint], $2)',
        [job_id, error.message],
      )
      if (rowCount !== 0) return
      await delay(LOOK_EVERY_MS)
    }
    log.warn({ job_id }, 'A job that can never succeed stayed locked; it fails once more later')
  } catch (err) {
    log.warn({ err, job_id }, 'A job that can never succeed could not be ended; it fails once more later')
  }
}
