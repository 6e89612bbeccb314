import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Logger } from '../logger.ts'
import { Coalescer } from '../async/coalescer.ts'
import { prepared } from '../db/prepared.ts'

export type WakeUp = 'drain_outbox' | 'apply_webhooks'

/** The part of the waker that use-cases need. */
export type Wakes = Pick<Waker, 'wake'>

/** The notifiers listen on this channel; the payload is a {@link WakeUp}. */
export const WAKE_CHANNEL = 'dutybell_wake'

/** Minimum time between two notifications of one process: one notification serves all commits of this time. */
const THROTTLE_MS = 1
/** Listening notifiers have claimed by then; one job serves all commits of this time. */
const JOB_AFTER_MS = 500

const NOTIFY = prepared('wake', 'select pg_notify($2, $1)')

/**
 * Wakes the notifiers after a commit: with a notification for those that listen, and with a job for those that do not listen at
 * that moment. No answer waits for it and it never throws: a lost wake-up costs a second, because the notifiers also poll.
 */
export class Waker {
  readonly #pool: Pool
  readonly #log: Logger
  readonly #notifications = new Coalescer<WakeUp>((tasks) => this.#notify(tasks))
  readonly #jobs = new Coalescer<WakeUp>((tasks) => this.#addJobs(tasks))
  #is_noticing = false

  constructor(options: { readonly pool: Pool; readonly log: Logger }) {
    this.#pool = options.pool
    this.#log = options.log
  }

  wake(task: WakeUp): void {
    this.#notifications.request(task)
    this.#jobs.request(task)
  }

  /**
   * Wakes the notifiers with the commit of `work`, a round trip earlier than {@link wake} after it. Postgres lets transactions that
   * notify commit one after the other, so only one at a time does; the others are followed by `wake`.
   *
   * @param work one statement; it notifies WAKE_CHANNEL where `notifies` is true
   */
  async withNotice<Result>(task: WakeUp, work: (notifies: boolean) => Promise<Result>): Promise<Result> {
    if (this.#is_noticing) {
      const result = await work(false)
      this.wake(task)
      return result
    }
    this.#is_noticing = true
    try {
      const result = await work(true)
      this.#jobs.request(task)
      return result
    } finally {
      this.#is_noticing = false
    }
  }

  /** Resolves when all wake-ups requested so far were attempted. */
  async close(): Promise<void> {
    await Promise.all([this.#notifications.drained(), this.#jobs.drained()])
  }

  async #notify(tasks: () => readonly WakeUp[]): Promise<void> {
    const notifications = tasks().map((task) => this.#try(task, NOTIFY, [WAKE_CHANNEL]))
    await Promise.all([...notifications, delay(THROTTLE_MS)])
  }

  /** More than one attempt: with one, the job of a killed worker would remain for ever. */
  async #addJobs(tasks: () => readonly WakeUp[]): Promise<void> {
    await delay(JOB_AFTER_MS)
    const add = `select graphile_worker.add_job($1, job_key := $1, job_key_mode := 'replace', max_attempts := 5)`
    await Promise.all(tasks().map((task) => this.#try(task, add)))
  }

  async #try(task: WakeUp, statement: string, more: readonly string[] = []): Promise<void> {
    try {
      await this.#pool.query(statement, [task, ...more])
    } catch (err) {
      this.#log.warn({ err, task }, 'Could not wake the notifiers; they look by themselves within a second')
    }
  }
}
