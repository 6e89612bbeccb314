import { setTimeout as delay } from 'node:timers/promises'
import type { Worker, WorkerEvents } from 'graphile-worker'
import type { Pool, PoolClient } from 'pg'
import type { Logger } from '@dutybell/shared/logger'
import type { PermanentError } from '../tasks/permanent-error.ts'

/**
 * graphile-worker looks up its tasks once and caches the result, also an error: such a runner still listens and appears healthy,
 * but every look-up fails with the same error and it never takes a job again.
 */
export function detectStuckRunner(events: WorkerEvents, onStuck: (error: unknown) => void): void {
  const last = new WeakMap<Worker, unknown>()
  events.on('worker:getJob:error', ({ worker, error }) => {
    if (last.get(worker) === error) onStuck(error)
    last.set(worker, error)
  })
}

const UNLOCK_POLL_MS = 20
const MAX_UNLOCK_POLLS = 100 // two seconds; the job is not retried earlier

/**
 * Ends a job that can never succeed. graphile-worker refuses to fail a locked job and reports no event after it has written the
 * failure and unlocked the job, so this polls until the call takes effect.
 */
export async function failPermanently(
  pool: Pool,
  log: Logger,
  job_id: string,
  error: PermanentError,
): Promise<void> {
  log.error({ job_id }, error.message)
  try {
    for (let polls = 0; polls < MAX_UNLOCK_POLLS; polls += 1) {
      const { rowCount } = await pool.query(
        'select from graphile_worker.permanently_fail_jobs(array[$1::bigint], $2)',
        [job_id, error.message],
      )
      if (rowCount !== 0) return
      await delay(UNLOCK_POLL_MS)
    }
    log.warn({ job_id }, 'A permanently failed job stayed locked; it fails again at its next attempt')
  } catch (err) {
    log.warn({ err, job_id }, 'Could not end a permanently failed job; it fails again at its next attempt')
  }
}

type Connected = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: PoolClient['release'],
) => void

/**
 * A proxy of the pool for graphile-worker: stopped while its LISTEN fails, graphile-worker releases that client twice, and pg's
 * pool throws an uncaught error at the second release.
 */
export function preventDoubleRelease(pool: Pool): Pool {
  function connect(): Promise<PoolClient>
  function connect(connected: Connected): void
  function connect(connected?: Connected): Promise<PoolClient> | void {
    if (!connected) return pool.connect()
    pool.connect((error, client, release) => {
      let released = false
      connected(error, client, (destroy) => {
        if (!released) release(destroy)
        released = true
      })
    })
  }
  return new Proxy(pool, {
    get(target, property) {
      if (property === 'connect') return connect
      const value: unknown = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
