import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { phoneNumbersOf } from '@dutybell/shared/people/whatsapp-id'
import type { InboundMessage } from './read-inbound.ts'
import type { Preference } from './read-preference.ts'

/** The number by which we know a WhatsApp id: the one somebody signed up with, else the id itself. */
export async function findPhoneNumber(db: Db, wa_id: string): Promise<string | null> {
  if (isErasedForm(wa_id)) return wa_id
  const candidates = phoneNumbersOf(wa_id)
  const [likeliest, ...others] = candidates
  if (likeliest === undefined || others.length === 0) return likeliest ?? null
  const { rows } = await sql<{ phone_number: string }>`
    select c.phone_number from unnest(${candidates}::text[]) with ordinality c(phone_number, place)
    where exists (select from registrations r where r.phone_number = c.phone_number)
      or exists (select from recipients r where r.channel = 'whatsapp' and r.address = c.phone_number)
    order by c.place limit 1`.execute(db)
  return rows[0]?.phone_number ?? likeliest
}

/** In place of a number: the keyed hash that an erasure left of it. */
export function isErasedForm(address: string): boolean {
  return address.startsWith('erased:')
}

/** The number, or where it was erased after `at`, its keyed hash. */
export async function addressAt(db: Db, phone_number: string, at: Temporal.Instant): Promise<string> {
  const { rows } = await sql<{ address: string }>`
    select address_at('whatsapp', ${phone_number}, ${at.toString()}::timestamptz) as address`.execute(db)
  return rows[0]?.address ?? phone_number
}

/** The delivery with this message id of Meta: the writer of a reply to it is its recipient. */
export async function findQuoted(
  db: Db,
  context_message_id: string,
): Promise<{ delivery_id: string; recipient: string } | undefined> {
  return db
    .selectFrom('attempts')
    .innerJoin('deliveries', 'deliveries.id', 'attempts.delivery_id')
    .select(['deliveries.id as delivery_id', 'deliveries.recipient'])
    .where('attempts.provider_message_id', '=', context_message_id)
    .where('deliveries.channel', '=', 'whatsapp')
    .executeTakeFirst()
}

/** @returns false where it is kept already: Meta may deliver it again */
export async function insertInbound(
  tx: Tx,
  message: InboundMessage,
  sender: { readonly phone_number: string | null; readonly delivery_id: string | null },
): Promise<boolean> {
  const { provider_message_id, type, text, context_message_id, preference, written_at } = message
  const inserted = await tx
    .insertInto('inbound_messages')
    .values({
      id: randomUUIDv7(),
      ...sender,
      provider_message_id,
      type,
      text,
      context_message_id,
      preference,
      written_at: written_at.toString(),
    })
    .onConflict((conflict) => conflict.column('provider_message_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** @returns false where one written later holds already. Locks the channel before the recipient, as a claim does. */
export async function setPreference(
  tx: Tx,
  phone_number: string,
  wish: { readonly preference: Preference; readonly message_id: string; readonly at: Temporal.Instant },
): Promise<boolean> {
  const { rows } = await sql<{ changed: boolean }>`
    select set_preference('whatsapp', ${phone_number}, ${wish.preference}, ${wish.message_id},
      ${wish.at.toString()}::timestamptz) as changed`.execute(tx)
  return rows[0]?.changed ?? false
}

export async function setMarketingPreference(
  db: Db,
  phone_number: string,
  wish: { readonly preference: Preference; readonly by: string; readonly at: Temporal.Instant },
): Promise<void> {
  await sql`
    select set_marketing_preference('whatsapp', ${phone_number}, ${wish.preference}, ${wish.by},
      ${wish.at.toString()}::timestamptz)`.execute(db)
}
