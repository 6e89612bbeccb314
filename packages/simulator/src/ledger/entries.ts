import type { Answer } from '../behaviour/answer.ts'
import type { StatusName } from '../behaviour/callbacks.ts'

/** One POST to `/messages`. */
export interface SimulatedMessage {
  /** Counts up from 1 over the life of the process. */
  readonly number: number
  /** ISO 8601, UTC. */
  readonly received_at: string
  /** Whether Meta accepted it. An accepted message is delivered, whatever the answer was. */
  readonly taken: boolean
  readonly answer: Answer['kind']
  /** Null where no answer was sent. */
  readonly http_status: number | null
  readonly error_code: number | null
  readonly wamid: string | null
  /** As in the request; null in a request that could not be parsed. */
  readonly to: string | null
  readonly wa_id: string | null
  readonly template: string | null
  readonly language: string | null
  readonly parameters: readonly string[]
  readonly text: string | null
  readonly biz_opaque_callback_data: string | null
  readonly api_version: string
  /** The body as parsed. */
  readonly payload: unknown
  /** In the order of sending. */
  readonly statuses: readonly { readonly status: StatusName; readonly at: string }[]
}

/** A text from a person to the organisation. */
export interface InboundMessage {
  /** Counts up from 1 over the life of the process. */
  readonly number: number
  readonly received_at: string
  readonly wamid: string
  readonly from: string
  /** The person hides the number: the webhook has this id in its place. */
  readonly user_id: string | null
  readonly text: string
}

/** One message received by SMTP. */
export interface SimulatedMail {
  readonly number: number
  readonly received_at: string
  readonly taken: boolean
  /** The code of the answer to DATA; null where the connection was dropped. */
  readonly smtp_code: number | null
  readonly envelope: { readonly from: string; readonly to: readonly string[] }
  readonly message_id: string | null
  readonly from: string | null
  readonly subject: string
  readonly text: string
  readonly html: string | null
  readonly headers: Readonly<Record<string, string>>
}
