import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import type { Provider } from '../providers/outcome.ts'
import { claimDeliveries, type Claimed } from './claim-deliveries.ts'
import { ChannelWatch } from './channel-watch.ts'
import { decide } from './decide.ts'
import { probeIfDue } from './prober.ts'
import { Recorder } from './recorder.ts'
import { sendClaimed } from './send-claimed.ts'
import type { ChannelSettings } from './settings.ts'
import { mendQueue, settleDeliveries } from './settle-deliveries.ts'
import { Signal } from './signal.ts'

export interface ChannelLoopOptions {
  readonly db: Db
  readonly settings: ChannelSettings
  readonly provider: Provider
  readonly log: Logger
  /** Called with each answer, for the metrics. */
  readonly onOutcome?: (outcome: string, duration_ms: number) => void
  /** How long `stop` waits for answers; what is unanswered then is in doubt. */
  readonly shutdown_wait_ms?: number
}

const IDLE_MS = 1_000 // a lost wake-up costs at most this
const GATHER_SLOTS_MS = 5 // when every slot is busy, one claim serves those that get free within this while
const MOST_UNRECORDED = 4 // times the slots: while the database does not take results, no more are made
const AFTER_ERROR_MS = 1_000
const MEND_EVERY_MS = 60_000
const SHUTDOWN_WAIT_MS = 7_000 // a shutdown has ten seconds in all

/** One channel's loop: claim → send → record, woken from outside and by itself. */
export class ChannelLoop {
  readonly #options: ChannelLoopOptions
  readonly #recorder: Recorder
  readonly #watch: ChannelWatch
  readonly #signal = new Signal()
  readonly #abort = new AbortController()
  readonly #sending = new Set<Promise<void>>()
  #stopping = false
  #running: Promise<void> | undefined
  #settledAt = -Infinity
  #mendedAt = -Infinity
  #lookedAt = -Infinity

  constructor(options: ChannelLoopOptions) {
    this.#options = options
    this.#watch = new ChannelWatch(options)
    this.#recorder = new Recorder({ ...options, onRecorded: () => this.#signal.raise() })
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** There may be work: look now. */
  poke(): void {
    this.#signal.raise()
  }

  get name(): string {
    return this.#options.settings.channel
  }

  /** How long ago the database last answered, in ms. */
  get silence_ms(): number {
    return performance.now() - this.#lookedAt
  }

  get in_flight(): number {
    return this.#sending.size
  }

  /** Stops claiming, waits for answers, records what is known and the rest as in doubt. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#signal.raise()
    await this.#running
    const timer = setTimeout(() => this.#abort.abort(), this.#options.shutdown_wait_ms ?? SHUTDOWN_WAIT_MS)
    await Promise.all(this.#sending)
    clearTimeout(timer)
    await this.#recorder.flush()
    await this.#options.provider.close()
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const wait_ms = await this.#look().catch((err: unknown) => {
        this.#options.log.warn({ err }, 'Claiming failed; it is tried again')
        return AFTER_ERROR_MS
      })
      await this.#signal.wait(wait_ms)
    }
  }

  /** @returns how long nothing is to be done, unless woken */
  async #look(): Promise<number> {
    const { db, settings } = this.#options
    await this.#tidy()
    const free = settings.concurrency - this.#sending.size
    if (free <= 0 || this.#recorder.unrecorded > MOST_UNRECORDED * settings.concurrency) return IDLE_MS
    const asked_at = performance.now()
    const claim = await claimDeliveries(db, settings, free)
    this.#lookedAt = performance.now()
    for (const claimed of claim.deliveries) this.#send(claimed, asked_at + settings.lease_ms)
    if (claim.channel_state === 'paused') await probeIfDue(this.#options, this.#abort.signal)
    if (claim.deliveries.length === free) return GATHER_SLOTS_MS
    return Math.min(IDLE_MS, claim.look_again_in_ms ?? IDLE_MS)
  }

  /** What time alone decides. */
  async #tidy(): Promise<void> {
    const { db, settings } = this.#options
    const now = performance.now()
    if (now - this.#settledAt >= IDLE_MS) {
      await settleDeliveries(db, settings)
      this.#settledAt = now
      this.#lookedAt = performance.now() // also where every slot is busy and nothing is claimed
    }
    if (now - this.#mendedAt >= MEND_EVERY_MS) {
      await mendQueue(db, settings)
      this.#mendedAt = now
    }
  }

  #send(claimed: Claimed, lease_ends_at: number): void {
    const { provider, settings, onOutcome } = this.#options
    const sending = sendClaimed({ provider, settings, signal: this.#abort.signal }, claimed, lease_ends_at)
      .then(async (outcome) => {
        onOutcome?.(outcome.outcome, outcome.duration_ms)
        const { is_outage } = await this.#watch.observe(claimed, outcome)
        this.#recorder.add(decide(claimed, outcome, { ...settings, is_outage }))
      })
      .finally(() => this.#sending.delete(sending))
    this.#sending.add(sending)
  }
}
