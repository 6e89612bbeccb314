import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@dutybell/shared/db/client'
import { isRefusedForItsContent } from '@dutybell/shared/db/failures'
import type { Logger } from '@dutybell/shared/logger'
import type { AttemptResult } from './decide.ts'
import { recordAttempts } from './record-attempts.ts'
import type { ChannelSettings } from '../channels/settings.ts'

const GATHER_MS = 10 // one statement for what ends within this while
const LARGEST_BATCH = 500
const LONGEST_PAUSE_MS = 5_000

/**
 * Writes results in batches, one batch at a time, and keeps each until the database has taken it. A batch that is
 * refused for what it says is halved until the guilty result stands alone.
 */
export class Recorder {
  readonly #db: Db
  readonly #settings: ChannelSettings
  readonly #log: Logger
  readonly #onRecorded: () => void
  #waiting: AttemptResult[] = []
  #running: Promise<void> | undefined
  #unrecorded = 0

  constructor(options: { db: Db; settings: ChannelSettings; log: Logger; onRecorded: () => void }) {
    this.#db = options.db
    this.#settings = options.settings
    this.#log = options.log
    this.#onRecorded = options.onRecorded
  }

  /** Results the database has not taken yet. */
  get unrecorded(): number {
    return this.#unrecorded
  }

  add(result: AttemptResult): void {
    this.#waiting.push(result)
    this.#unrecorded += 1
    this.#running ??= this.#run()
  }

  /** Resolves when everything added has been taken. */
  async flush(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await delay(GATHER_MS)
      const batch = this.#nextBatch()
      await this.#record(batch)
      this.#unrecorded -= batch.length
      this.#onRecorded()
    }
    // In the same breath as the look at what waits: what is added after it starts the next run.
    this.#running = undefined
  }

  /** Two results of one delivery, a late one and a new one, go one after the other. */
  #nextBatch(): AttemptResult[] {
    const batch = new Map<string, AttemptResult>()
    const later: AttemptResult[] = []
    for (const result of this.#waiting) {
      if (batch.size < LARGEST_BATCH && !batch.has(result.delivery_id)) batch.set(result.delivery_id, result)
      else later.push(result)
    }
    this.#waiting = later
    return [...batch.values()]
  }

  async #record(batch: readonly AttemptResult[]): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await recordAttempts(this.#db, this.#settings, batch)
      } catch (err) {
        if (isRefusedForItsContent(err)) return this.#recordApart(batch, err)
        this.#log.warn({ err, results: batch.length }, 'Results could not be recorded yet; they are kept')
        await delay(Math.min(LONGEST_PAUSE_MS, 100 * 2 ** failures))
      }
    }
  }

  async #recordApart(batch: readonly AttemptResult[], err: unknown): Promise<void> {
    const [guilty] = batch
    if (!guilty) return
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2)
      await this.#record(batch.slice(0, middle))
      return this.#record(batch.slice(middle))
    }
    const { delivery_id, attempt } = guilty
    if (guilty.provider_message_id === null && guilty.text === null) {
      this.#log.error({ err, delivery_id, attempt }, 'The database refuses a result; its lease decides')
      return
    }
    this.#log.error(
      { err, delivery_id, attempt },
      "The database refuses the provider's words; recorded without them",
    )
    return this.#record([{ ...guilty, provider_message_id: null, text: null, trace_id: null }])
  }
}
