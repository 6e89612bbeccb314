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
import { failPermanently } from './fail-permanently.ts'
import { preventDoubleRelease } from './prevent-double-release.ts'
import { listenForWakeUps } from './wake-ups.ts'
import { detectStuckRunner } from './detect-stuck-runner.ts'
import { WorkerLiveness } from './worker-life.ts'

const CRONTAB = new URL('../../crontab', import.meta.url)
const CONCURRENT_JOBS = 4 // wake-ups must not wait behind a sweep
const POLL_INTERVAL_MS = 1_000
const AGAIN_MS = 1_000
const LONGEST_STOP_MS = 2_000 // jobs take milliseconds; a hanging job is released when the worker liveness lock is gone
// Without batches, not even of one, an error in finishing a job is an unhandled rejection, which ends the process.
const FINISH_AT_ONCE = { completeJobBatchDelay: 0, failJobBatchDelay: 0 }

export interface Worker {
  /** Hears of new jobs at once, rather than by polling. */
  readonly isListening: () => boolean
  readonly stop: () => Promise<void>
}

export interface WorkerOptions {
  readonly pool: Pool
  readonly taskList: TaskList
  readonly log: Logger
  /** A commit has left work for this task; its job may follow. */
  readonly onWakeUp: (task: string | undefined) => void
  /** The runner ended and cannot be started again: nothing would be woken any more. */
  readonly onEnded: (error?: unknown) => void
}

/**
 * Runs graphile-worker: no queue names, no local queue, so that a job never outlives a crash for long. A runner ends by
 * itself when the connection on which it finishes a job is lost; another takes its place as soon as the database is back.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { pool, taskList, log, onEnded } = options
  const parsedCronItems = parseCrontab(await readFile(CRONTAB, 'utf8'))
  const stopping = new AbortController()
  let listening = false
  let life: WorkerLiveness | undefined
  let runner: Runner | undefined

  async function begin(): Promise<void> {
    const events: WorkerEvents = new EventEmitter()
    const ownLife = new WorkerLiveness({ pool, log })
    life = ownLife
    events.on('pool:create', ({ workerPool }) => void ownLife.hold(workerPool.id))
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
      ownLife.close()
      log.error({ err }, 'The job runner ended by itself; another is started')
      void stopQuietly(runner) // It may be stuck in stopping: its successor does not wait.
      void beginAgain()
    }
    // The runner's own promise may never settle, where it waits for an answer from a connection that is gone.
    events.on('pool:gracefulShutdown', ({ message }) => onEnd(new Error(message)))
    detectStuckRunner(events, onEnd)
    const started = await run({
      pgPool: preventDoubleRelease(pool),
      taskList,
      parsedCronItems,
      preset: { worker: FINISH_AT_ONCE },
      concurrency: CONCURRENT_JOBS,
      pollInterval: POLL_INTERVAL_MS,
      noHandleSignals: true,
      logger: toWorkerLogger(log),
      events,
    })
    runner = started
    started.promise.then(() => onEnd(), onEnd)
  }

  async function beginAgain(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await delay(AGAIN_MS, undefined, { signal: stopping.signal })
        return await begin()
      } catch (err) {
        life?.close()
        if (stopping.signal.aborted) return
        if (!isDatabaseUnavailable(err) && !isSchemaMissing(err)) return onEnded(err)
        log.warn({ err }, 'The job runner could not be started yet; it is tried again')
      }
    }
  }

  await begin()
  return {
    isListening: () => listening,
    stop: async () => {
      if (stopping.signal.aborted) return
      stopping.abort()
      await Promise.race([stopQuietly(runner), delay(LONGEST_STOP_MS, undefined, { ref: false })])
      life?.close()
    },
  }
}

async function stopQuietly(runner: Runner | undefined): Promise<void> {
  try {
    await runner?.stop()
  } catch {
    // It had stopped before.
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
