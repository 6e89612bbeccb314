import type { Answer } from '../behaviour/answer.ts'
import type { StatusName } from '../behaviour/callbacks.ts'

/** One POST to `/messages` that got as far as being read. */
export interface SimulatedMessage {
  /** Counts up from 1 over the life of the process. */
  readonly number: number
  /** ISO 8601, UTC. */
  readonly received_at: string
  /** Whether Meta took it: the volunteer gets it, whatever the answer said. */
  readonly taken: boolean
  readonly answer: Answer['kind']
  /** Null where no answer went back. */
  readonly http_status: number | null
  readonly error_code: number | null
  readonly wamid: string | null
  /** As the caller wrote it; null in a request that could not be read. */
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
  /** In the order they went out; what the volunteer's phone says of the message. */
  readonly statuses: readonly { readonly status: StatusName; readonly at: string }[]
}

/** What somebody wrote to the organisation. */
export interface InboundMessage {
  readonly received_at: string
  readonly wamid: string
  readonly from: string
  readonly text: string
}

/** One message handed over by SMTP. */
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
