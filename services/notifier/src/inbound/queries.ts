import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { insertAudit } from '@dutybell/shared/audit/insert-audit'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { phoneNumbersOf } from '@dutybell/shared/people/whatsapp-id'
import type { InboundMessage } from './read-inbound.ts'
import type { Preference } from './read-preference.ts'

/** The phone number of a WhatsApp id: a registered or known one, else the most likely. */
export async function findPhoneNumber(db: Db, wa_id: string): Promise<string | null> {
  const candidates = phoneNumbersOf(wa_id)
  const [most_likely, ...others] = candidates
  if (most_likely === undefined || others.length === 0) return most_likely ?? null
  const { rows } = await sql<{ phone_number: string }>`
    select c.phone_number from unnest(${candidates}::text[]) with ordinality c(phone_number, place)
    where exists (select from registrations r where r.phone_number = c.phone_number)
      or exists (select from recipients r where r.channel = 'whatsapp' and r.address = c.phone_number)
    order by c.place limit 1`.execute(db)
  return rows[0]?.phone_number ?? most_likely
}

/** Whether the address is the keyed hash that replaces an erased number. */
export function isErasedForm(address: string): boolean {
  return address.startsWith('erased:')
}

/** The delivery whose message a reply quotes: its recipient wrote the reply. */
export interface Quoted {
  readonly delivery_id: string
  readonly recipient: string
  readonly erased: boolean
  /** The recipient was erased after the reply was written. */
  readonly erased_since: boolean
}

export async function findQuoted(
  db: Db,
  { context_message_id, written_at }: Pick<InboundMessage, 'context_message_id' | 'written_at'>,
): Promise<Quoted | undefined> {
  if (context_message_id === null) return undefined
  const { rows } = await sql<Quoted>`
    select d.id as delivery_id, d.recipient, d.erased,
      d.erased and coalesce(p.updated_at >= ${written_at.toString()}::timestamptz, true) as erased_since
    from unnest(array[${context_message_id}, erased_form(${context_message_id})]) known(provider_message_id)
    cross join lateral find_attempts(known.provider_message_id) a
    join deliveries d on d.id = a.delivery_id
    left join registrations p on p.id = d.registration_id
    where d.channel = 'whatsapp'
    limit 1`.execute(db)
  return rows[0]
}

/** @returns its id; undefined if it is stored already: Meta may deliver a message again */
export async function insertInbound(
  tx: Tx,
  message: InboundMessage,
  sender: { readonly phone_number: string | null; readonly delivery_id: string | null },
): Promise<string | undefined> {
  const { provider_message_id, type, text, context_message_id, preference, group_id, written_at } = message
  const unknown = sender.phone_number === null
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
      group_id,
      user_id: unknown ? message.user_id : null,
      writer_name: unknown ? message.writer_name : null,
      written_at: written_at.toString(),
    })
    .onConflict((conflict) => conflict.column('provider_message_id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted?.id
}

/** What a request changed. `superseded`: a later one holds. `not_attributed`: the writer is unknown. */
export type Effect = 'suppressed' | 'resumed' | 'superseded' | 'not_attributed'

/** On the message and in the audit log. */
export async function recordEffect(tx: Tx, id: string, effect: Effect): Promise<void> {
  await tx.updateTable('inbound_messages').set({ effect }).where('id', '=', id).execute()
  await insertAudit(tx, {
    actor: 'whatsapp',
    api_key_id: null,
    request_id: null,
    action: `preference.${effect}`,
    subject_type: 'inbound_message',
    subject_id: id,
    details: {},
  })
}

/** @returns false if a later preference is stored. Locks the channel before the recipient, as a claim does. */
export async function setPreference(
  tx: Tx,
  phone_number: string,
  change: { readonly preference: Preference; readonly message_id: string; readonly at: Temporal.Instant },
): Promise<boolean> {
  const { rows } = await sql<{ changed: boolean }>`
    select set_preference('whatsapp', ${phone_number}, ${change.preference}, ${change.message_id},
      ${change.at.toString()}::timestamptz) as changed`.execute(tx)
  return rows[0]?.changed ?? false
}

/** Flags everybody registered under the number. @returns their ids */
export async function storeNumberChange(
  tx: Tx,
  phone_number: string,
  change: {
    readonly new_phone_number: string | null
    readonly message_id: string
    readonly at: Temporal.Instant
  },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select store_number_change(${phone_number}, ${change.new_phone_number}, ${change.message_id},
      ${change.at.toString()}::timestamptz) as id`.execute(tx)
  return rows.map(({ id }) => id)
}

export async function setMarketingPreference(
  db: Db,
  phone_number: string,
  change: { readonly preference: Preference; readonly by: string; readonly at: Temporal.Instant },
): Promise<void> {
  await sql`
    select set_marketing_preference('whatsapp', ${phone_number}, ${change.preference}, ${change.by},
      ${change.at.toString()}::timestamptz)`.execute(db)
}
