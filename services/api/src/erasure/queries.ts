import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import type { RegistrationRow } from '../registrations/queries.ts'
import type { Address } from './addresses.ts'

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
  await tx
    .updateTable('duty_assignments')
    .set({ status: 'cancelled', version: sql`version + 1`, updated_at: sql`clock_timestamp()` })
    .where('registration_id', '=', registration_id)
    .where('status', '<>', 'cancelled')
    .execute()
}

/** A trigger redacts the personal data of an erased registration. */
export async function redactRegistration(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('registrations')
    .set({ status: 'erased', version: sql`version + 1`, updated_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .execute()
}
