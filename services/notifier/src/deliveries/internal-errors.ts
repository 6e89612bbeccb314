import type { Logger } from '@dutybell/shared/logger'
import { cleanProviderText } from '../providers/clean-provider-text.ts'
import type { Claimed } from './claim-deliveries.ts'

/** After so many in a row the cause concerns the process, and each further claim would only be given back. */
const MAX_IN_A_ROW = 5

/** Counts claims that could not be sent because of an exception of this process; a send that began ends the row. */
export class InternalErrors {
  readonly #channel: string
  readonly #log: Logger
  #inARow = 0
  #stopped: string | undefined

  constructor(channel: string, log: Logger) {
    this.#channel = channel
    this.#log = log
  }

  /** Why the loop stopped, as a sentence; undefined while it runs. */
  get stopped(): string | undefined {
    return this.#stopped
  }

  add(err: unknown, claimed: readonly Pick<Claimed, 'delivery_id'>[]): void {
    const delivery_ids = claimed.map(({ delivery_id }) => delivery_id)
    this.#inARow += 1
    this.#log.error(
      { err, channel: this.#channel, delivery_ids, in_a_row: this.#inARow },
      'Internal error before the send: the claim is given back, and no attempt is counted',
    )
    if (this.#inARow < MAX_IN_A_ROW || this.#stopped !== undefined) return
    const cause = cleanProviderText(err instanceof Error ? err.message : String(err))
    this.#stopped = `The ${this.#channel} loop stopped after ${MAX_IN_A_ROW} internal errors in a row: ${cause}`
    this.#log.error(
      { channel: this.#channel },
      `${this.#stopped} Restart the notifier when the cause is gone.`,
    )
  }

  countSend(): void {
    this.#inARow = 0
  }
}
