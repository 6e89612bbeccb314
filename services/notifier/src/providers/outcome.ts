/** The interface between the channel loop and the providers. */

import type { TemplateName } from '@dutybell/shared/templates/catalogue'
import type { MessageWords } from '@dutybell/shared/templates/languages'
import type { ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'

export interface ProviderError {
  readonly class: ErrorClass
  /** The provider's own code (`131026`, `550`) or the network's (`ECONNREFUSED`). */
  readonly code: string | null
  /** The provider's text, with possible phone numbers masked. */
  readonly text: string
  readonly retry_after_ms?: number
}

interface Answer {
  readonly http_status: number | null
  /** The provider's id of the exchange, for its support. */
  readonly trace_id: string | null
  readonly duration_ms: number
}

interface Accepted {
  readonly outcome: 'accepted'
  readonly provider_message_id: string | null
  /** Ids of the recipient that differ from the number. */
  readonly account?: { readonly wa_id: string | null; readonly user_id: string | null }
  /** The message was accepted, and the template is paused. */
  readonly template_paused?: boolean
  /** The message was accepted, and the quota is used up: send nothing for this time. */
  readonly slow_down_ms?: number
}

/** A well-formed refusal. */
interface Refused {
  readonly outcome: 'refused'
  readonly error: ProviderError
}

/** Certainly not sent: name lookup, connect or TLS failed, or the lease was released before the first byte. */
interface Unsent {
  readonly outcome: 'unsent'
  readonly error: ProviderError
}

/** Sent, or possibly sent, without a readable answer: the outcome is unknown. */
interface InDoubt {
  readonly outcome: 'in_doubt'
  readonly error: ProviderError
}

export type SendResult = Accepted | Refused | Unsent | InDoubt

export type SendOutcome = Answer & SendResult

export interface OutgoingMessage {
  readonly delivery_id: string
  readonly attempt: number
  /** How often a person asked to send it again. */
  readonly retries: number
  /** A phone number as E.164, or an e-mail address. */
  readonly recipient: string
  readonly template: TemplateName
  /** Of the template at Meta. */
  readonly language: string
  /** Of the catalogue. */
  readonly words: MessageWords
  readonly parameters: readonly string[]
}

export type ProbeResult = { readonly ok: true } | { readonly ok: false; readonly text: string }

export interface SendOptions {
  readonly signal: AbortSignal
  /** Called before anything leaves the process: a rejection before it means that nothing was sent. */
  readonly onRequest?: () => void
}

export interface Provider {
  /** Never rejects because of the provider or the network. */
  send(message: OutgoingMessage, options: SendOptions): Promise<SendOutcome>
  /** Checks without sending whether the provider accepts messages. Never rejects. */
  probe(options: { signal: AbortSignal }): Promise<ProbeResult>
  close(): Promise<void>
}
