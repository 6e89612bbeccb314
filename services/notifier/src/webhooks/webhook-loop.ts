import { Signal } from '@dutybell/shared/async/signal'
import { applyUnmatched, applyWebhooks, type WebhookContext } from './apply-webhooks.ts'

const IDLE_MS = 1_000 // a lost wake-up costs at most this
const UNMATCHED_EVERY_MS = 60_000

export interface WebhookLoopOptions extends WebhookContext {
  /** Something was applied: a delivery may go that waited for it. */
  readonly onApplied: () => void
}

/** Applies stored webhooks, woken from outside and by itself. */
export class WebhookLoop {
  readonly #options: WebhookLoopOptions
  readonly #signal = new Signal()
  #stopping = false
  #running: Promise<void> | undefined
  #unmatchedAt = performance.now()

  constructor(options: WebhookLoopOptions) {
    this.#options = options
  }

  start(): void {
    this.#running ??= this.#run()
  }

  wake(): void {
    this.#signal.raise()
  }

  /** Finishes the batch under way. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#signal.raise()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      await this.#look().catch((err: unknown) => {
        this.#options.log.warn({ err }, 'Stored webhooks could not be applied yet; tried again')
      })
      await this.#signal.wait(IDLE_MS)
    }
  }

  async #look(): Promise<void> {
    const applied = await applyWebhooks(this.#options, () => this.#stopping)
    if (performance.now() - this.#unmatchedAt >= UNMATCHED_EVERY_MS) {
      this.#unmatchedAt = performance.now()
      await applyUnmatched(this.#options)
    }
    if (applied > 0) this.#options.onApplied()
  }
}
