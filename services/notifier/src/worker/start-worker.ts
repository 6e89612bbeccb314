import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import {
  Logger as WorkerLogger,
  parseCrontab,
  run,
  type Runner,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import type { Pool } from 'pg'
import { isDatabaseUnavailable, isSchemaMissing } from '@dutybell/shared/db/failures'
import type { Logger } from '@dutybell/shared/logger'
import { PermanentError } from '../tasks/permanent-error.ts'
import { WAKE_CHANNEL } from '@dutybell/shared/outbox/wake'
import { Cron } from './cron.ts'
import { detectStuckRunner, failPermanently, preventDoubleRelease } from './runner-workarounds.ts'
import { WorkerLiveness } from './worker-liveness.ts'

const CRONTAB = new URL('../../crontab', import.meta.url)
const CONCURRENT_JOBS = 4 // wake-ups must not wait behind a sweep
const POLL_INTERVAL_MS = 1_000
const RESTART_DELAY_MS = 1_000
const MAX_STOP_MS = 2_000 // jobs take milliseconds; a hanging job is released when the worker liveness lock is gone
// Without a batch delay, an error while finishing a job is an unhandled rejection, which ends the process.
const NO_BATCH_DELAY = { completeJobBatchDelay: 0, failJobBatchDelay: 0 }

export interface Worker {
  /** Whether new jobs are notified at once rather than found by polling. */
  readonly isListening: () => boolean
  readonly stop: () => Promise<void>
}

export interface WorkerOptions {
  readonly pool: Pool
  readonly taskList: TaskList
  readonly log: Logger
  /** A commit has left work for this task; a job may follow. */
  readonly onWakeUp: (task: string | undefined) => void
  /** The runner ended and cannot be restarted, so no job runs any more. */
  readonly onEnded: (error?: unknown) => void
}

/**
 * Runs graphile-worker: no queue names, no local queue, so that a crash delays a job only shortly. A runner ends by
 * itself when the connection on which it finishes a job is lost; a new one starts as soon as the database is available.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, taskList, log, onEnded } = options
  const items = parseCrontab(await readFile(CRONTAB, 'utf8'))
  const cron = new Cron({ pool, log, items, task_names: Object.keys(taskList) })
  const stopping = new AbortController()
  let listening = false
  let currentLiveness: WorkerLiveness | undefined
  let runner: Runner | undefined

  async function start(): Promise<void> {
    const events: WorkerEvents = new EventEmitter()
    const liveness = new WorkerLiveness({ pool, log })
    currentLiveness = liveness
    events.on('pool:create', ({ workerPool }) => void liveness.hold(workerPool.id))
    events.on('pool:listen:success', () => (listening = true))
    events.on('pool:listen:error', () => (listening = false))
    events.on('job:complete', ({ job, error }) => {
      if (error instanceof PermanentError) void failPermanently(pool, log, job.id, error)
    })
    listenForWakeUps(events, options)
    let ended = false
    const onEnd = (err?: unknown) => {
      if (ended || stopping.signal.aborted) return
      ended = true
      listening = false
      liveness.close()
      log.error({ err }, 'The job runner ended unexpectedly; starting another')
      void stopQuietly(runner) // stopping may hang, so the next runner does not wait for it
      void restart()
    }
    // The runner's own promise may never settle: it may wait for an answer on a lost connection.
    events.on('pool:gracefulShutdown', ({ message }) => onEnd(new Error(message)))
    detectStuckRunner(events, onEnd)
    const started = await run({
      pgPool: preventDoubleRelease(pool),
      taskList,
      parsedCronItems: cron.items,
      preset: { worker: NO_BATCH_DELAY },
      concurrency: CONCURRENT_JOBS,
      pollInterval: POLL_INTERVAL_MS,
      noHandleSignals: true,
      logger: toWorkerLogger(log),
      events,
    })
    runner = started
    started.promise.then(() => onEnd(), onEnd)
  }

  async function restart(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await delay(RESTART_DELAY_MS, undefined, { signal: stopping.signal })
        return await start()
      } catch (err) {
        currentLiveness?.close()
        if (stopping.signal.aborted) return
        if (!isDatabaseUnavailable(err) && !isSchemaMissing(err)) return onEnded(err)
        log.warn({ err }, 'Could not start the job runner; retrying')
      }
    }
  }

  async function stop(): Promise<void> {
    if (stopping.signal.aborted) return
    stopping.abort()
    await Promise.race([
      Promise.all([stopQuietly(runner), cron.stop()]),
      delay(MAX_STOP_MS, undefined, { ref: false }),
    ])
    currentLiveness?.close()
  }

  try {
    await cron.start()
    await start()
  } catch (error) {
    await stop() // its timers would keep a process alive that does nothing
    throw error
  }
  return { isListening: () => listening, stop }
}

/** Listens on the runner's own connection: this is a round trip and a commit earlier than the job that follows. */
function listenForWakeUps(
  events: WorkerEvents,
  { log, onWakeUp }: Pick<WorkerOptions, 'log' | 'onWakeUp'>,
): void {
  events.on('pool:listen:success', ({ client }) => {
    client
      .query(`listen ${WAKE_CHANNEL}`)
      .catch((err: unknown) =>
        log.warn({ err }, 'Could not listen for wake-ups; jobs and polling still wake'),
      )
  })
  events.on('pool:listen:notification', ({ message }) => {
    if (message.channel === WAKE_CHANNEL) onWakeUp(message.payload)
  })
  events.on('pool:listen:release', ({ client }) => {
    client.query(`unlisten ${WAKE_CHANNEL}`).catch(() => undefined) // a lost connection listens to nothing
  })
}

async function stopQuietly(runner: Runner | undefined): Promise<void> {
  try {
    await runner?.stop()
  } catch {
    // It was already stopped.
  }
}

/** graphile-worker logs each job at level info, which is too detailed for an operator. */
const LEVELS = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const

function toWorkerLogger(log: Logger): WorkerLogger {
  return new WorkerLogger((scope) => (level, message, meta) => {
    const err: unknown = meta?.['error']
    log[LEVELS[level]]({ ...scope, ...(err === undefined ? {} : { err }) }, message)
  })
}
