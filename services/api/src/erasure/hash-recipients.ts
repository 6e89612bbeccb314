import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import { type Address, exclusiveAddresses } from './addresses.ts'

/**
 * Replaces an address by its keyed hash and keeps its suppression, which holds again when the number returns, and its
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
}
