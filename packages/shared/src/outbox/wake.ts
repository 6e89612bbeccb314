import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Logger } from '../logger.ts'
import { Turns } from '../async/coalescer.ts'

export type WakeUp = 'drain_outbox' | 'apply_webhooks'

/** What a use-case needs to tell of its work. */
export type Wakes = Pick<Waker, 'wake'>

/** Where the notifiers listen; the payload is a {@link WakeUp}. */
export const WAKE_CHANNEL = 'dutybell_wake'

/** Between two notices of one process: one serves every commit of that while. */
const THROTTLE_MS = 1
/** Who listens has claimed by then; one job serves every commit of that while. */
const JOB_AFTER_MS = 500

/**
 * Tells the notifiers, after the commit, that there is work: at once whoever listens, and by a job whoever does not just
 * then. Never awaited by an answer and never an error: a lost wake-up costs a second, as the notifiers look by themselves.
 */
export class Waker {
  readonly #pool: Pool
  readonly #log: Logger
  readonly #notices = new Turns<WakeUp>((tasks) => this.#notify(tasks))
  readonly #jobs = new Turns<WakeUp>((tasks) => this.#addJobs(tasks))

  constructor(options: { readonly pool: Pool; readonly log: Logger }) {
    this.#pool = options.pool
    this.#log = options.log
  }

  wake(task: WakeUp): void {
    this.#notices.ask(task)
    this.#jobs.ask(task)
  }

  /** Resolves when the wake-ups asked for so far have been tried. */
  async close(): Promise<void> {
    await Promise.all([this.#notices.idle(), this.#jobs.idle()])
  }

  async #notify(tasks: () => readonly WakeUp[]): Promise<void> {
    const notices = tasks().map((task) => this.#try(task, 'select pg_notify($2, $1)', [WAKE_CHANNEL]))
    await Promise.all([...notices, delay(THROTTLE_MS)])
  }

  /** Several attempts: the worker that has it may die, and the job would stay behind for ever. */
  async #addJobs(tasks: () => readonly WakeUp[]): Promise<void> {
    await delay(JOB_AFTER_MS)
    const add = `select graphile_worker.add_job($1, job_key := $1, job_key_mode := 'replace', max_attempts := 5)`
    await Promise.all(tasks().map((task) => this.#try(task, add)))
  }

  async #try(task: WakeUp, statement: string, more: readonly string[] = []): Promise<void> {
    try {
      await this.#pool.query(statement, [task, ...more])
    } catch (err) {
      this.#log.warn({ err, task }, 'A wake-up was lost; the notifier looks by itself within seconds')
    }
  }
}
