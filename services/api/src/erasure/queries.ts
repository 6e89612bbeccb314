import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import type { RegistrationRow } from '../registrations/queries.ts'
import { type Address, exclusiveAddresses } from './addresses.ts'

/** Locks the row against all changes and new foreign keys: a publication for the person waits, or is waited for. */
export function lockForErasure(tx: Tx, id: string): Promise<RegistrationRow | undefined> {
  return tx
    .selectFrom('registrations')
    .selectAll()
    .where('id', '=', id)
    .where('status', '=', 'active')
    .forUpdate()
    .executeTakeFirst()
}

/** Before deliveries and recipients, in the lock order of a claim. */
export async function lockChannels(tx: Tx): Promise<void> {
  await sql`select from channels order by channel for no key update`.execute(tx)
}

/** Waits for concurrent registrations with a known address: each of them recalls the recipient first, with a shared lock. */
export async function lockRecipients(tx: Tx, addresses: readonly Address[]): Promise<void> {
  await sql`
    select from recipients r
    where (r.channel, r.address) in (
      select a.channel, a.address from jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb) a(channel text, address text)
    )
    order by r.channel, r.address
    for update`.execute(tx)
}

export async function cancelDuties(tx: Tx, registration_id: string): Promise<void> {
  await sql`select cancel_duties_of_erased(${registration_id})`.execute(tx)
}

/** A trigger redacts the personal data of an erased registration. */
export async function redactRegistration(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('registrations')
    .set({ status: 'erased', version: sql`version + 1`, updated_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .execute()
}

export async function deleteNumberChanges(tx: Tx, registration_id: string): Promise<void> {
  await tx.deleteFrom('number_changes').where('registration_id', '=', registration_id).execute()
}

/** Inbound messages of the person: from an exclusive number, or in reply to one of their messages. */
export async function deleteInbound(
  tx: Tx,
  addresses: readonly Address[],
  deliveries: readonly string[],
): Promise<void> {
  const numbers = exclusiveAddresses(addresses, 'whatsapp').map(({ address }) => address)
  await sql`
    delete from inbound_messages
    where phone_number = any (${numbers}::text[]) or delivery_id = any (${deliveries}::uuid[])
      or user_id in (
        select a.alias from recipient_aliases a where a.kind = 'user_id' and a.address = any (${numbers}::text[])
      )`.execute(tx)
}

/** Stored answers of idempotency keys that contain or name the person; a repetition is then a first request. */
export async function deleteAnswers(
  tx: Tx,
  registration_id: string,
  addresses: readonly Address[],
): Promise<void> {
  const shown = [
    registration_id.toLowerCase(),
    ...exclusiveAddresses(addresses).map(({ address }) => address),
  ]
  await sql`
    delete from idempotency_keys k
    where k.registration_id = ${registration_id}
      or exists (select from unnest(${shown}::text[]) s(shown) where position(s.shown in k.body) > 0)`.execute(
    tx,
  )
}

/**
 * Replaces an address and its aliases by keyed hashes and keeps its suppression, which holds again when the number returns, and its
 * `reached_at`, which the daily limit counts.
 */
export async function hashRecipients(tx: Tx, addresses: readonly Address[]): Promise<void> {
  const own = JSON.stringify(exclusiveAddresses(addresses))
  const given = sql`jsonb_to_recordset(${own}::jsonb) a(channel text, address text, erased_form text)`
  await sql`
    delete from recipients r using ${given} where r.channel = a.channel and r.address = a.erased_form`.execute(
    tx,
  )
  await sql`
    update recipients r set address = a.erased_form, erased_at = clock_timestamp(), suppression_message_id = null
    from ${given} where r.channel = a.channel and r.address = a.address`.execute(tx)
  await sql`
    insert into recipients (channel, address, erased_at)
    select a.channel, a.erased_form, clock_timestamp() from ${given}
    on conflict (channel, address) do nothing`.execute(tx)
  await sql`
    select move_aliases(a.address, a.erased_form) from ${given} where a.channel = 'whatsapp'`.execute(tx)
}
