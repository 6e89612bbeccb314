import { sql } from 'kysely'
import type { Tx } from './client.ts'

/**
 * Held by an erasure for each address of the person until its transaction ends. Take it before the channel's row, and read
 * whether the address was erased in a later statement.
 */
export async function lockAddressForErasure(tx: Tx, address: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${keyOf(address)}, 0))`.execute(tx)
}

/** Waits for an erasure of the address in progress; another one waits until the transaction ends. */
export async function lockOutErasure(tx: Tx, address: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${keyOf(address)}, 0))`.execute(tx)
}

function keyOf(address: string): string {
  return `dutybell:address:${address}`
}
