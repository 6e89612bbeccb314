import type { Pool, PoolClient } from 'pg'
import type { Logger } from '@dutybell/shared/logger'
import { LIVENESS_LOCK } from './worker-liveness.ts'

/** A pool that has just started may not hold its liveness lock yet. */
const GRACE = '10 seconds'

/** The crontab and the wake-ups add these tasks again and again, so losing one job of them does no harm. */
export const REPEATED_TASKS: readonly string[] = [
  'drain_outbox',
  'apply_webhooks',
  'process_reminders',
  'watch',
  'mail_inbound',
  'mail_digest',
  'look_at_held_templates',
  'read_meta_templates',
  'release_dead_workers',
  'forget_idempotency_keys',
  'erase_old',
]

/** All tasks: other applications may have theirs in the same schema. */
export const OWN_TASKS: readonly string[] = [
  ...REPEATED_TASKS,
  'send_reminders',
  'registrations.process_reminders',
  'send_template',
  'preflight',
]

/** Releases the jobs of dead workers: graphile-worker itself would keep them locked for four hours. */
export async function releaseDeadWorkers(pool: Pool, log: Logger): Promise<void> {
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ worker_id: string }>(
      `select distinct j.locked_by as worker_id from graphile_worker.jobs j
       where j.locked_by is not null and j.task_identifier = any ($2)
         -- A time in the future is that of a clock that was ahead.
         and j.locked_at not between clock_timestamp() - $1::interval and clock_timestamp() + $1::interval`,
      [GRACE, OWN_TASKS],
    )
    for (const { worker_id } of rows) {
      if (await releaseIfDead(client, worker_id)) log.warn({ worker_id }, 'Jobs of a dead worker released')
    }
    await removeSuperseded(client)
  } finally {
    client.release()
  }
}

/**
 * A wake-up that arrives while an earlier job of the same key runs takes over the key and uses up the attempts of that job: if its
 * worker then dies, the job is never run again, and graphile-worker keeps it for ever. Jobs that failed by themselves have a
 * `last_error` and stay.
 */
async function removeSuperseded(client: PoolClient): Promise<void> {
  await client.query(
    `select graphile_worker.complete_jobs(array(
       select j.id from graphile_worker.jobs j
       where j.locked_at is null and j.attempts >= j.max_attempts and j.last_error is null and j.key is null
         and j.task_identifier = any ($1)
     ))`,
    [REPEATED_TASKS],
  )
}

async function releaseIfDead(client: PoolClient, worker_id: string): Promise<boolean> {
  const { rows } = await client.query<{ dead: boolean }>(
    `select pg_try_advisory_lock(${LIVENESS_LOCK}) as dead`,
    [worker_id],
  )
  if (!rows[0]?.dead) return false
  try {
    await client.query('select graphile_worker.force_unlock_workers(array[$1])', [worker_id])
    return true
  } finally {
    await client.query(`select pg_advisory_unlock(${LIVENESS_LOCK})`, [worker_id])
  }
}
