import { Signal } from '@dutybell/shared/async/signal'
import { applyUnmatched, applyWebhooks, emptyParkedBodies, type WebhookContext } from './apply-webhooks.ts'

const IDLE_MS = 1_000 // a lost wake-up costs at most this
const PARKED_INTERVAL_MS = 60_000

export interface WebhookLoopOptions extends WebhookContext {
  /** Bodies were applied: a delivery that waited for them may be sendable. */
  readonly onApplied: () => void
}

/** Applies stored webhook bodies, on a wake-up and at least once a second. */
export class WebhookLoop {
  readonly #options: WebhookLoopOptions
  readonly #signal = new Signal()
  #stopping = false
  #running: Promise<void> | undefined
  #parkedTriedAt = performance.now()

  constructor(options: WebhookLoopOptions) {
    this.#options = options
  }

  start(): void {
    this.#running ??= this.#run()
  }

  wake(): void {
    this.#signal.raise()
  }

  /** Finishes the current batch. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#signal.raise()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      await this.#applyStored().catch((err: unknown) => {
        this.#options.log.warn({ err }, 'Could not apply stored webhook bodies; retrying')
      })
      await this.#signal.wait(IDLE_MS)
    }
  }

  async #applyStored(): Promise<void> {
    const applied = await applyWebhooks(this.#options, () => this.#stopping)
    if (performance.now() - this.#parkedTriedAt >= PARKED_INTERVAL_MS) {
      this.#parkedTriedAt = performance.now()
      await applyUnmatched(this.#options)
      await emptyParkedBodies(this.#options, () => this.#stopping)
    }
    if (applied > 0) this.#options.onApplied()
  }
}
