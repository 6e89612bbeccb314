import type { SendOutcome } from '../providers/outcome.ts'

/**
 * This many equal transient failures in a row, of at least two recipients, are an outage. Small enough that an outage does not
 * use up the attempts of the only two messages; large enough that it is rare where every tenth message fails.
 */
const OUTAGE_AFTER = 5
/** Smaller if no connection succeeds: then only the network is involved. */
const UNREACHABLE_AFTER = 3

/** Internal reasons, which say nothing about the provider. */
const INTERNAL_CODES = new Set(['aborted', 'lease_too_short', 'internal_error'])

/** Distinguishes an outage from single failing messages: the same failure for several recipients in a row, without a success. */
export class OutageStreak {
  #code: string | null = null
  #recipients = new Set<string>()
  #length = 0

  /** @returns whether there is an outage after this outcome */
  observe(recipient: string, outcome: SendOutcome): boolean {
    if (outcome.outcome === 'accepted' || outcome.error.class !== 'transient') {
      this.#reset()
      return false
    }
    const { code } = outcome.error
    if (code !== null && INTERNAL_CODES.has(code)) return false
    if (code !== this.#code) this.#reset()
    this.#code = code
    this.#recipients.add(recipient)
    this.#length += 1
    const threshold = outcome.outcome === 'unsent' ? UNREACHABLE_AFTER : OUTAGE_AFTER
    return this.#length >= threshold && this.#recipients.size > 1
  }

  #reset(): void {
    this.#code = null
    this.#recipients.clear()
    this.#length = 0
  }
}
