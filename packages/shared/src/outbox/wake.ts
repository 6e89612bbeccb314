import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Logger } from '../logger.ts'

export type WakeUp = 'drain_outbox' | 'apply_webhooks'

/** What a use-case needs to tell of its work. */
export type Wakes = Pick<Waker, 'wake'>

/** Between two wake-ups of one process: one add_job serves every commit of that while. */
const THROTTLE_MS = 5

/**
 * Tells the notifiers, after the commit, that there is work. Never awaited by an answer and never an error: a lost
 * wake-up costs a second, as the notifiers look by themselves.
 */
export class Waker {
  readonly #pool: Pool
  readonly #log: Logger
  readonly #wanted = new Set<WakeUp>()
  #running: Promise<void> | undefined

  constructor(options: { readonly pool: Pool; readonly log: Logger }) {
    this.#pool = options.pool
    this.#log = options.log
  }

  wake(task: WakeUp): void {
    this.#wanted.add(task)
    this.#running ??= this.#run()
  }

  /** Resolves when the wake-ups asked for so far have been tried. */
  async close(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#wanted.size > 0) {
      const tasks = [...this.#wanted]
      this.#wanted.clear()
      await Promise.all([...tasks.map((task) => this.#addJob(task)), delay(THROTTLE_MS)])
    }
    // In the same breath as the look at what is wanted: a wake-up asked for after it starts the next run.
    this.#running = undefined
  }

  /** Several attempts: the worker that has it may die, and the job would stay behind for ever. */
  async #addJob(task: WakeUp): Promise<void> {
    try {
      await this.#pool.query(
        `select graphile_worker.add_job($1, job_key := $1, job_key_mode := 'replace', max_attempts := 5)`,
        [task],
      )
    } catch (err) {
      this.#log.warn({ err, task }, 'A wake-up was lost; the notifier looks by itself within seconds')
    }
  }
}
