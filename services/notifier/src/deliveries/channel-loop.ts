import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import type { Pool } from 'pg'
import type { Provider } from '../providers/outcome.ts'
import { claimDeliveries } from './claim-deliveries.ts'
import { ClaimFront } from './claim-cursor.ts'
import { ClaimedAhead, type Leased } from './prefetch-buffer.ts'
import { ChannelWatch } from '../channels/channel-watch.ts'
import { decide } from './decide.ts'
import { probeIfDue } from '../channels/probe.ts'
import { Recorder } from './recorder.ts'
import { givenBack, sendClaimed } from './send-claimed.ts'
import type { ChannelSettings } from '../channels/settings.ts'
import { repairRecipientQueues, settleDeliveries } from './settle-deliveries.ts'
import { Signal } from '@dutybell/shared/async/signal'

export interface ChannelLoopOptions {
  readonly db: Db
  /** The pool under `db`. */
  readonly pool: Pool
  readonly settings: ChannelSettings
  readonly provider: Provider
  readonly log: Logger
  /** Called with each answer, for the metrics. */
  readonly onOutcome?: (outcome: string, duration_ms: number) => void
  /** How long `stop` waits for answers; what is unanswered then is in doubt. */
  readonly shutdown_wait_ms?: number
}

const IDLE_MS = 1_000 // a lost wake-up costs at most this
const GATHER_SLOTS_MS = 10 // when every slot is busy, one claim serves those that get free within this while
const LONGEST_AHEAD_MS = 1_000 // claimed and still without a slot: given back, as what it says may change
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
  readonly #front = new ClaimFront()
  readonly #ahead = new ClaimedAhead()
  readonly #sending = new Set<Promise<void>>()
  #stopping = false
  #running: Promise<void> | undefined
  #tidying: Promise<void> | undefined
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
    await this.#tidying
    this.#giveBack(Infinity)
    const timer = setTimeout(() => this.#abort.abort(), this.#options.shutdown_wait_ms ?? SHUTDOWN_WAIT_MS)
    await Promise.all(this.#sending)
    clearTimeout(timer)
    await this.#recorder.flush()
    await this.#options.provider.close()
  }

  async #run(): Promise<void> {
    const { gather_ms } = this.#options.settings
    while (!this.#stopping) {
      const wait_ms = await this.#look().catch((err: unknown) => {
        this.#options.log.warn({ err }, 'Claiming failed; it is tried again')
        return AFTER_ERROR_MS
      })
      this.#tidyBeside()
      await this.#signal.wait(wait_ms)
      if (gather_ms > 0) await delay(gather_ms)
    }
  }

  /** @returns how long nothing is to be done, unless woken */
  async #look(): Promise<number> {
    const { pool, settings } = this.#options
    this.#giveBack(performance.now() - LONGEST_AHEAD_MS)
    const free = settings.concurrency - this.#sending.size
    const room = free + this.#ahead.room(settings.concurrency)
    if (room <= 0 || this.#recorder.unrecorded > MOST_UNRECORDED * settings.concurrency) return IDLE_MS
    const claimed_at = performance.now()
    const front = this.#front.at(claimed_at)
    const claim = await claimDeliveries(pool, settings, room, front)
    this.#lookedAt = performance.now()
    const isFull = claim.deliveries.length === room
    this.#front.move(claim.deliveries, isFull)
    const lease_ends_at = claimed_at + settings.lease_ms
    this.#ahead.add(claim.deliveries.map((claimed) => ({ claimed, claimed_at, lease_ends_at })))
    this.#fillSlots()
    if (claim.channel_state === 'paused') await probeIfDue(this.#options, this.#abort.signal)
    if (isFull) await delay(GATHER_SLOTS_MS)
    if (isFull || front) return 0
    return Math.min(IDLE_MS, claim.next_claim_in_ms ?? IDLE_MS)
  }

  /** Beside the claims, which it must not delay. */
  #tidyBeside(): void {
    this.#tidying ??= this.#tidy()
      .catch((err: unknown) => this.#options.log.warn({ err }, 'Settling failed; it is tried again'))
      .finally(() => (this.#tidying = undefined))
  }

  /** What time alone decides. */
  async #tidy(): Promise<void> {
    const { db, settings } = this.#options
    const now = performance.now()
    if (now - this.#settledAt >= IDLE_MS) {
      this.#settledAt = now
      if ((await settleDeliveries(db, settings)) > 0) this.#signal.raise()
      this.#lookedAt = performance.now() // also where every slot is busy and nothing is claimed
    }
    if (now - this.#mendedAt >= MEND_EVERY_MS) {
      this.#mendedAt = now
      await repairRecipientQueues(db, settings)
      this.#signal.raise()
    }
  }

  #fillSlots(): void {
    while (this.#sending.size < this.#options.settings.concurrency) {
      const leased = this.#ahead.next()
      if (!leased) return
      this.#send(leased)
    }
  }

  #send({ claimed, lease_ends_at }: Leased): void {
    const { provider, settings, onOutcome } = this.#options
    const sending = sendClaimed({ provider, settings, signal: this.#abort.signal }, claimed, lease_ends_at)
      .then(async (outcome) => {
        onOutcome?.(outcome.outcome, outcome.duration_ms)
        const { is_outage, halts } = await this.#watch.observe(claimed, outcome)
        if (halts) this.#giveBack(Infinity)
        this.#recorder.add(decide(claimed, outcome, { ...settings, is_outage }))
      })
      .finally(() => {
        this.#sending.delete(sending)
        this.#ahead.noteFreed()
        this.#fillSlots()
      })
    this.#sending.add(sending)
  }

  /** What was claimed before `instant` and has no slot yet goes back, as if it had not been claimed. */
  #giveBack(instant: number): void {
    for (const { claimed } of this.#ahead.takeOlderThan(instant)) {
      const outcome = givenBack('no_slot', 'Given back: no slot got free for it.')
      this.#recorder.add(decide(claimed, outcome, { ...this.#options.settings, is_outage: true }))
    }
  }
}
