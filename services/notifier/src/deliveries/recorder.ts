import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@dutybell/shared/db/client'
import { isRefusedForItsContent } from '@dutybell/shared/db/failures'
import type { Logger } from '@dutybell/shared/logger'
import type { ChannelSettings } from '../channels/settings.ts'
import type { Claimed } from './claim-deliveries.ts'
import { type AttemptResult, decide } from './decide.ts'
import { recordAttempts } from './record-attempts.ts'
import { releasedUnsent } from './send-claimed.ts'

const BATCH_DELAY_MS = 40 // all results of this time are one statement
const MAX_BATCH_SIZE = 500
const MAX_UNRECORDED_PER_SLOT = 4
const MAX_BACKOFF_MS = 5_000

/**
 * Records results in batches, one batch at a time, and keeps each result in memory until the database has it. A batch that the
 * database rejects because of its content is halved until the rejected result is alone.
 */
export class Recorder {
  readonly #db: Db
  readonly #settings: ChannelSettings
  readonly #log: Logger
  readonly #onRecorded: (may_be_ready: boolean) => void
  #waiting: AttemptResult[] = []
  #running: Promise<void> | undefined
  #unrecorded = 0

  /** @param options.onRecorded is told whether a delivery may be ready now */
  constructor(options: {
    db: Db
    settings: ChannelSettings
    log: Logger
    onRecorded: (may_be_ready: boolean) => void
  }) {
    this.#db = options.db
    this.#settings = options.settings
    this.#log = options.log
    this.#onRecorded = options.onRecorded
  }

  /** Number of results that the database does not have yet. */
  get unrecorded(): number {
    return this.#unrecorded
  }

  /** While the database accepts no results, claiming stops. */
  get is_behind(): boolean {
    return this.#unrecorded > MAX_UNRECORDED_PER_SLOT * this.#settings.concurrency
  }

  add(result: AttemptResult): void {
    this.#waiting.push(result)
    this.#unrecorded += 1
    this.#running ??= this.#run()
  }

  /** Ends the lease of a claim that is not sent; the attempt is not counted. */
  giveBack(claimed: Omit<Claimed, 'rank'>, code: string, text: string): void {
    const outcome = releasedUnsent(code, `Released unsent: ${text}`)
    this.add(decide(claimed, outcome, { ...this.#settings, is_outage: true }))
  }

  /** Resolves when all added results are recorded. */
  async flush(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await delay(BATCH_DELAY_MS)
      const batch = this.#nextBatch()
      const may_be_ready = await this.#record(batch)
      this.#unrecorded -= batch.length
      this.#onRecorded(may_be_ready)
    }
    // No await since the check of #waiting: a result added later starts a new run.
    this.#running = undefined
  }

  /** A batch has one result per delivery: a late and a new result of one delivery are recorded one after the other. */
  #nextBatch(): AttemptResult[] {
    const batch = new Map<string, AttemptResult>()
    const later: AttemptResult[] = []
    for (const result of this.#waiting) {
      if (batch.size < MAX_BATCH_SIZE && !batch.has(result.delivery_id)) batch.set(result.delivery_id, result)
      else later.push(result)
    }
    this.#waiting = later
    return [...batch.values()]
  }

  /** @returns whether a delivery may be ready now */
  async #record(batch: readonly AttemptResult[]): Promise<boolean> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await recordAttempts(this.#db, this.#settings, batch)
      } catch (err) {
        if (isRefusedForItsContent(err)) return this.#recordHalves(batch, err)
        this.#log.warn({ err, results: batch.length }, 'Could not record results; retrying')
        await delay(Math.min(MAX_BACKOFF_MS, 100 * 2 ** failures))
      }
    }
  }

  async #recordHalves(batch: readonly AttemptResult[], err: unknown): Promise<boolean> {
    const [rejected] = batch
    if (!rejected) return true
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2)
      await this.#record(batch.slice(0, middle))
      await this.#record(batch.slice(middle))
      return true
    }
    const { delivery_id, attempt } = rejected
    if (rejected.provider_message_id === null && rejected.text === null) {
      this.#log.error(
        { err, delivery_id, attempt },
        'Result rejected by the database; the lease expiry will resolve the delivery',
      )
      return true
    }
    this.#log.error(
      { err, delivery_id, attempt },
      "Result rejected by the database; recording it without the provider's ids and text",
    )
    return this.#record([{ ...rejected, provider_message_id: null, text: null, trace_id: null }])
  }
}
