import { setTimeout as delay } from 'node:timers/promises'
import { Signal } from '@dutybell/shared/async/signal'
import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import type { Pool } from 'pg'
import { ChannelWatch } from '../channels/channel-watch.ts'
import { probeIfDue } from '../channels/probe.ts'
import type { ChannelSettings } from '../channels/settings.ts'
import type { Provider, SendOutcome } from '../providers/outcome.ts'
import { ClaimCursor } from './claim-cursor.ts'
import { claimDeliveries, UnreadableClaim } from './claim-deliveries.ts'
import { decide } from './decide.ts'
import { InternalErrors } from './internal-errors.ts'
import { type Leased, PrefetchBuffer } from './prefetch-buffer.ts'
import { Recorder } from './recorder.ts'
import { sendClaimed } from './send-claimed.ts'
import { repairRecipientQueues, settleDeliveries } from './settle-deliveries.ts'

export interface ChannelLoopOptions {
  readonly db: Db
  /** The pool under `db`. */
  readonly pool: Pool
  readonly settings: ChannelSettings
  readonly provider: Provider
  readonly log: Logger
  /** Called with each outcome, for the metrics. */
  readonly onOutcome?: (leased: Leased, outcome: SendOutcome) => void
  /** Of `stop`, for answers; deliveries without an answer by then are in doubt. */
  readonly shutdown_wait_ms?: number
}

const POLL_INTERVAL_MS = 1_000 // the longest delay after a lost wake-up
const FULL_CLAIM_PAUSE_MS = 30 // after a full claim, one claim serves all slots that become free within this time
const MAX_PREFETCH_AGE_MS = 1_000 // a prefetched delivery without a slot is released then: it may become outdated
const ERROR_BACKOFF_MS = 1_000
const REPAIR_INTERVAL_MS = 60_000
const SHUTDOWN_WAIT_MS = 7_000 // a shutdown may take ten seconds in total

/** The loop of one channel: claim → send → record, on wake-ups and by polling. */
export class ChannelLoop {
  readonly #options: ChannelLoopOptions
  readonly #recorder: Recorder
  readonly #watch: ChannelWatch
  readonly #errors: InternalErrors
  readonly #signal = new Signal()
  readonly #abort = new AbortController()
  readonly #claimFrom = new ClaimCursor()
  readonly #prefetched = new PrefetchBuffer()
  readonly #sending = new Set<Promise<void>>()
  #isIdle = false // the last claim left nothing ready: the next one waits until something is
  #stopping = false
  #running: Promise<void> | undefined
  #settling: Promise<void> | undefined
  #lastSettledAt = -Infinity
  #lastRepairedAt = -Infinity
  #lastDatabaseContactAt = -Infinity

  constructor(options: ChannelLoopOptions) {
    this.#options = options
    this.#watch = new ChannelWatch(options)
    this.#errors = new InternalErrors(options.settings.channel, options.log)
    const onRecorded = (is_ready: boolean) => (is_ready || !this.#isIdle) && this.wake()
    this.#recorder = new Recorder({ ...options, onRecorded })
  }

  start(): void {
    this.#running ??= this.#run()
  }

  wake(): void {
    this.#signal.raise()
  }

  get name(): string {
    return this.#options.settings.channel
  }

  get ms_since_database_contact(): number {
    return performance.now() - this.#lastDatabaseContactAt
  }

  /** Why it claims no more. */
  get stopped(): string | undefined {
    return this.#errors.stopped
  }

  get in_flight(): number {
    return this.#sending.size
  }

  /** Stops claiming, waits for answers, records all results; sends without an answer are recorded as in doubt. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#signal.raise()
    await this.#running
    await this.#settling
    this.#releasePrefetched(Infinity)
    const timer = setTimeout(() => this.#abort.abort(), this.#options.shutdown_wait_ms ?? SHUTDOWN_WAIT_MS)
    await Promise.all(this.#sending)
    clearTimeout(timer)
    await this.#recorder.flush()
    await this.#options.provider.close()
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const wait_ms = await this.#claimNext().catch((err: unknown) => this.#afterFailedClaim(err))
      this.#settleInBackground()
      await this.#signal.wait(wait_ms)
      if (this.#options.settings.wake_delay_ms > 0) await delay(this.#options.settings.wake_delay_ms)
    }
  }

  /** @returns how long to wait for the next claim, unless woken */
  async #claimNext(): Promise<number> {
    const { pool, settings } = this.#options
    this.#releasePrefetched(performance.now() - MAX_PREFETCH_AGE_MS)
    const limit = settings.concurrency - this.#sending.size + this.#prefetched.capacity(settings.concurrency)
    this.#isIdle = false
    if (limit <= 0 || this.#errors.stopped || this.#recorder.is_behind) return POLL_INTERVAL_MS
    const claimed_at = performance.now()
    const from_rank = this.#claimFrom.at(claimed_at)
    const claim = await claimDeliveries(pool, settings, limit, from_rank)
    this.#lastDatabaseContactAt = performance.now()
    const is_full = claim.deliveries.length === limit
    this.#isIdle = !is_full && claim.channel_state === 'running'
    this.#claimFrom.move(claim.deliveries, is_full)
    const times = { claimed_at, lease_ends_at: claimed_at + settings.lease_ms }
    this.#prefetched.add(claim.deliveries.map((claimed) => ({ claimed, ...times })))
    this.#fillSlots()
    if (claim.channel_state === 'paused') await probeIfDue(this.#options, this.#abort.signal)
    if (is_full) await delay(FULL_CLAIM_PAUSE_MS)
    if (is_full || from_rank) return 0
    return Math.min(POLL_INTERVAL_MS, claim.next_claim_in_ms ?? POLL_INTERVAL_MS)
  }

  /** Concurrent with the claims, so that it does not delay them. */
  #settleInBackground(): void {
    const { log } = this.#options
    this.#settling ??= this.#settle()
      .catch((err: unknown) => log.warn({ err, channel: this.name }, 'Could not settle deliveries; retrying'))
      .finally(() => (this.#settling = undefined))
  }

  async #settle(): Promise<void> {
    const { db, settings } = this.#options
    const now = performance.now()
    if (now - this.#lastSettledAt >= POLL_INTERVAL_MS) {
      this.#lastSettledAt = now
      if ((await settleDeliveries(db, settings)) > 0) this.#signal.raise()
      this.#lastDatabaseContactAt = performance.now() // also while every slot is busy and nothing is claimed
    }
    if (now - this.#lastRepairedAt >= REPAIR_INTERVAL_MS) {
      this.#lastRepairedAt = now
      await repairRecipientQueues(db, settings)
      this.#signal.raise()
    }
  }

  #fillSlots(): void {
    while (this.#sending.size < this.#options.settings.concurrency) {
      const leased = this.#prefetched.next()
      if (!leased) return
      this.#send(leased)
    }
  }

  #send(leased: Leased): void {
    const { claimed, lease_ends_at } = leased
    const context = { ...this.#options, signal: this.#abort.signal, errors: this.#errors }
    const sending = sendClaimed(context, claimed, lease_ends_at)
      .then(async (outcome) => {
        this.#options.onOutcome?.(leased, outcome)
        const { is_outage, stop_sending } = await this.#watch.observe(claimed, outcome)
        if (stop_sending || this.#errors.stopped) this.#releasePrefetched(Infinity)
        this.#recorder.add(decide(claimed, outcome, { ...context.settings, is_outage }))
      })
      .finally(() => {
        this.#sending.delete(sending)
        this.#prefetched.countFreedSlot()
        this.#fillSlots()
      })
    this.#sending.add(sending)
  }

  #afterFailedClaim(err: unknown): number {
    if (err instanceof UnreadableClaim) {
      this.#errors.add(err.cause, err.claimed)
      for (const claimed of err.claimed)
        this.#recorder.giveBack(claimed, 'internal_error', 'unreadable claim.')
    } else this.#options.log.warn({ err, channel: this.name }, 'Could not claim deliveries; retrying')
    return ERROR_BACKOFF_MS
  }

  /** Releases the leases of deliveries that were claimed before `instant` and have no slot. The attempt is not counted. */
  #releasePrefetched(instant: number): void {
    for (const { claimed } of this.#prefetched.takeOlderThan(instant))
      this.#recorder.giveBack(claimed, 'no_slot', 'no slot became free in time.')
  }
}
