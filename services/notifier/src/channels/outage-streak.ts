import type { SendOutcome } from '../providers/outcome.ts'

/**
 * So many failures in a row, of two people or more and in the same passing way, are not about the messages. Few, so that two
 * messages alone in an outage do not spend their attempts; of messages of which every tenth fails, so many in a row are rare.
 */
const OUTAGE_AFTER = 5
/** Nothing can be connected to: sooner, as nothing but the network takes part. */
const UNREACHABLE_AFTER = 3

/** Our own doing, which says nothing of the provider. */
const OURS = new Set(['aborted', 'lease_too_short'])

/** Tells an outage from messages that fail: the same failure of several recipients in a row, and no success between. */
export class OutageStreak {
  #code: string | null = null
  #recipients = new Set<string>()
  #length = 0

  /** @returns whether, with this outcome, it is an outage */
  observe(recipient: string, outcome: SendOutcome): boolean {
    if (outcome.outcome === 'accepted' || outcome.error.class !== 'transient') {
      this.end()
      return false
    }
    const { code } = outcome.error
    if (code !== null && OURS.has(code)) return false
    if (code !== this.#code) this.end()
    this.#code = code
    this.#recipients.add(recipient)
    this.#length += 1
    const longest = outcome.outcome === 'unsent' ? UNREACHABLE_AFTER : OUTAGE_AFTER
    return this.#length >= longest && this.#recipients.size > 1
  }

  end(): void {
    this.#code = null
    this.#recipients.clear()
    this.#length = 0
  }
}
