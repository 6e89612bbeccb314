/** What a provider answers to one attempt, in the words the drain loop acts on. */

import type { TemplateName } from '@dutybell/shared/templates/catalogue'
import type { ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'

export interface ProviderError {
  readonly class: ErrorClass
  /** The provider's own code (`131026`, `550`) or the network's (`ECONNREFUSED`). */
  readonly code: string | null
  /** The provider's words, with digits that could be a phone number masked. */
  readonly text: string
  readonly retry_after_ms?: number
}

interface Answer {
  readonly http_status: number | null
  /** The provider's own id of the exchange, to quote to its support. */
  readonly trace_id: string | null
  readonly duration_ms: number
}

interface Accepted {
  readonly outcome: 'accepted'
  readonly provider_message_id: string | null
  /** The provider took the message but says that the template is paused. */
  readonly template_paused?: boolean
  /** It was taken, and the quota is used up: nothing more for so long. */
  readonly slow_down_ms?: number
}

/** A well-formed refusal; `possibly_taken` where the provider failed itself and may have sent all the same. */
interface Refused {
  readonly outcome: 'refused'
  readonly error: ProviderError
  readonly possibly_taken: boolean
}

/** Surely did not leave: name lookup, connect or TLS failed, or it was given back before the first byte. */
interface Unsent {
  readonly outcome: 'unsent'
  readonly error: ProviderError
}

/** Left, or may have left, and no readable answer came: nobody knows. */
interface InDoubt {
  readonly outcome: 'in_doubt'
  readonly error: ProviderError
}

export type SendResult = Accepted | Refused | Unsent | InDoubt

export type SendOutcome = Answer & SendResult

export interface OutgoingMessage {
  readonly delivery_id: string
  readonly attempt: number
  /** A phone number as E.164, or an e-mail address. */
  readonly recipient: string
  readonly template: TemplateName
  readonly language: string
  readonly parameters: readonly string[]
  readonly registration_id: string | null
  /** When the delivery was committed, ISO 8601. */
  readonly created_at?: string
}

export type ProbeResult = { readonly well: true } | { readonly well: false; readonly text: string }

export interface Provider {
  /** Never rejects for anything the provider or the network does. */
  send(message: OutgoingMessage, options: { signal: AbortSignal }): Promise<SendOutcome>
  /** Looks, without sending anything, whether the provider would take messages. Never rejects. */
  probe(options: { signal: AbortSignal }): Promise<ProbeResult>
  close(): Promise<void>
}
