import type { Db } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import type { Selectable } from 'kysely'

export type RecipientRow = Pick<
  Selectable<Tables['recipients']>,
  'channel' | 'suppressed_at' | 'suppressed_by' | 'marketing_suppressed_at' | 'marketing_suppressed_by'
>

export type InboundRow = Pick<
  Selectable<Tables['inbound_messages']>,
  'id' | 'type' | 'text' | 'preference' | 'effect' | 'delivery_id' | 'written_at' | 'received_at'
>

const MOST_MESSAGES = 50

/** The rows of the number and of the address. */
export function findRecipients(
  db: Db,
  { phone_number, email }: { readonly phone_number: string | null; readonly email: string | null },
): Promise<RecipientRow[]> {
  return db
    .selectFrom('recipients')
    .select([
      'channel',
      'suppressed_at',
      'suppressed_by',
      'marketing_suppressed_at',
      'marketing_suppressed_by',
    ])
    .where((e) =>
      e.or([
        ...(phone_number === null ? [] : [e.and({ channel: 'whatsapp', address: phone_number })]),
        ...(email === null ? [] : [e.and({ channel: 'email', address: email })]),
      ]),
    )
    .execute()
}

/** The newest first. */
export async function findInboundMessages(db: Db, phone_number: string | null): Promise<InboundRow[]> {
  if (phone_number === null) return []
  return db
    .selectFrom('inbound_messages')
    .select(['id', 'type', 'text', 'preference', 'effect', 'delivery_id', 'written_at', 'received_at'])
    .where('phone_number', '=', phone_number)
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_MESSAGES)
    .execute()
}
