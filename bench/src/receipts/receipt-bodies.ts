/** A message as the provider knows it. */
export interface SentMessage {
  readonly id: string
  readonly number: string
  readonly callback_data: string
}

export const STATUSES = ['sent', 'delivered', 'read'] as const
export type Status = (typeof STATUSES)[number]

/** A webhook body as Meta sends it, with the given statuses of each message. */
export function receiptBody(messages: readonly SentMessage[], statuses: readonly Status[]): Buffer {
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '919000000000', phone_number_id: '1' },
    statuses: messages.flatMap(({ id, number, callback_data }) =>
      statuses.map((status) => ({
        id,
        status,
        timestamp,
        recipient_id: number.slice(1),
        biz_opaque_callback_data: callback_data,
      })),
    ),
  }
  const entry = [{ id: '1', changes: [{ value, field: 'messages' }] }]
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }))
}

/** `items` in parts of at most `size`. */
export function partsOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  )
}
