import type { Db } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import type { Selectable } from 'kysely'

export type RecipientRow = Pick<
  Selectable<Tables['recipients']>,
  'suppressed_at' | 'suppressed_by' | 'marketing_suppressed_at' | 'marketing_suppressed_by'
>

export type InboundRow = Pick<
  Selectable<Tables['inbound_messages']>,
  'id' | 'type' | 'text' | 'preference' | 'effect' | 'delivery_id' | 'written_at' | 'received_at'
>

const MOST_MESSAGES = 50

/** @returns undefined for a number nothing is known of */
export function findRecipient(db: Db, phone_number: string): Promise<RecipientRow | undefined> {
  return db
    .selectFrom('recipients')
    .select(['suppressed_at', 'suppressed_by', 'marketing_suppressed_at', 'marketing_suppressed_by'])
    .where('channel', '=', 'whatsapp')
    .where('address', '=', phone_number)
    .executeTakeFirst()
}

/** The newest first. */
export function findInboundMessages(db: Db, phone_number: string): Promise<InboundRow[]> {
  return db
    .selectFrom('inbound_messages')
    .select(['id', 'type', 'text', 'preference', 'effect', 'delivery_id', 'written_at', 'received_at'])
    .where('phone_number', '=', phone_number)
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_MESSAGES)
    .execute()
}
