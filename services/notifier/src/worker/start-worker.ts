import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Logger as WorkerLogger, parseCrontab, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import type { Pool } from 'pg'
import type { Logger } from '@dutybell/shared/logger'
import { PermanentError } from '../tasks/permanent-error.ts'
import { WorkerLife } from './worker-life.ts'

const CRONTAB = new URL('../../crontab', import.meta.url)
const CONCURRENT_JOBS = 4 // wake-ups must not wait behind a sweep
const POLL_INTERVAL_MS = 1_000

export interface Worker {
  /** Hears of new jobs at once, rather than by polling. */
  readonly isListening: () => boolean
  readonly stop: () => Promise<void>
}

export interface WorkerOptions {
  readonly pool: Pool
  readonly taskList: TaskList
  readonly log: Logger
  /** The runner ended without being stopped: nothing would be woken any more. */
  readonly onEnded: (error?: unknown) => void
}

/** Runs graphile-worker: no queue names, no local queue, unbatched, so that a job never outlives a crash for long. */
export async function startWorker({ pool, taskList, log, onEnded }: WorkerOptions): Promise<Worker> {
  const life = new WorkerLife({ pool, log })
  const events: WorkerEvents = new EventEmitter()
  let listening = false
  let stopping = false
  events.on('pool:create', ({ workerPool }) => void life.hold(workerPool.id))
  events.on('pool:listen:success', () => (listening = true))
  events.on('pool:listen:error', () => (listening = false))
  events.on('job:complete', ({ job, error }) => {
    if (error instanceof PermanentError) void failForGood(pool, log, job.id, error)
  })
  const runner = await run({
    pgPool: pool,
    taskList,
    parsedCronItems: parseCrontab(await readFile(CRONTAB, 'utf8')),
    concurrency: CONCURRENT_JOBS,
    pollInterval: POLL_INTERVAL_MS,
    noHandleSignals: true,
    logger: toWorkerLogger(log),
    events,
  })
  runner.promise.then(
    () => stopping || onEnded(),
    (error: unknown) => stopping || onEnded(error),
  )
  return {
    isListening: () => listening,
    stop: async () => {
      if (stopping) return
      stopping = true
      await runner.stop().catch((err: unknown) => log.warn({ err }, 'The runner had stopped before'))
      life.close()
    },
  }
}

/** Only now, with the job unlocked, does graphile-worker let itself be told that it is not to be tried again. */
async function failForGood(pool: Pool, log: Logger, job_id: string, error: PermanentError): Promise<void> {
  try {
    await pool.query('select graphile_worker.permanently_fail_jobs(array[$1::bigint], $2)', [
      job_id,
      error.message,
    ])
    log.error({ job_id }, error.message)
  } catch (err) {
    log.warn({ err, job_id }, 'A job that can never succeed could not be ended; it fails once more later')
  }
}

/** graphile-worker reports each job as news; to an operator it is detail. */
const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const

function toWorkerLogger(log: Logger): WorkerLogger {
  return new WorkerLogger((scope) => (level, message, meta) => {
    const err: unknown = meta?.['error']
    log[LEVELS[level]]({ ...scope, ...(err === undefined ? {} : { err }) }, message)
  })
}
