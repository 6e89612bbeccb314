import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import { type Address, exclusiveAddresses } from './addresses.ts'

/** Stored answers of idempotency keys that contain the person; a repetition is then a first request. */
export async function deleteAnswers(
  tx: Tx,
  registration_id: string,
  addresses: readonly Address[],
): Promise<void> {
  const shown = exclusiveAddresses(addresses).map(({ address }) => address)
  await sql`
    delete from idempotency_keys k
    where k.registration_id = ${registration_id}
      or exists (select from unnest(${shown}::text[]) a(address) where position(a.address in k.body) > 0)`.execute(
    tx,
  )
}
