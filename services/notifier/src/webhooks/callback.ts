/** One status update of Meta's for one attempt; what we cannot read in it is absent. */
export interface Callback {
  /** Our `biz_opaque_callback_data`; absent when the message is not ours or Meta left it out. */
  readonly delivery_id: string | null
  readonly attempt: number | null
  readonly provider_message_id: string
  readonly status: 'sent' | 'delivered' | 'read' | 'failed'
  /** When it happened, by Meta's clock. */
  readonly at: Temporal.Instant
  readonly error: { readonly code: number; readonly text: string } | null
}
