import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../db/client.ts'
import { ofRegistration } from './of-registration.ts'

export type WithdrawReason = 'opted_out' | 'address_removed' | 'suppressed' | 'erased'

/** Withdraws all unsent deliveries to a person on one channel. The caller has locked the registration before. */
export async function withdrawChannel(
  tx: Tx,
  person: { registration_id: string; channel: 'whatsapp' | 'email' },
  reason: WithdrawReason,
): Promise<void> {
  await withdraw(tx, sql`${ofRegistration(person.registration_id)} and channel = ${person.channel}`, reason)
}

/**
 * Withdraws all unsent deliveries to an address, of all registrations. The caller has locked and suppressed the address in an
 * earlier statement of the same transaction.
 */
export async function withdrawAddress(
  tx: Tx,
  to: { channel: 'whatsapp' | 'email'; address: string },
  reason: WithdrawReason,
): Promise<void> {
  const inState = (state: string) => sql`
    select q.id from deliveries q
    where q.channel = ${to.channel} and q.recipient = ${to.address} and q.queue_state = ${sql.lit(state)}`
  // One select per state: each state has its own index.
  const ids = sql.join(
    ['pending', 'held', 'sending', 'in_doubt'].map((state) => inState(state)),
    sql` union all `,
  )
  await withdraw(tx, sql`id in (${ids})`, reason)
}

/** Withdraws the unsent ones of these. The caller has locked the row that makes them untrue in an earlier statement. */
export async function withdrawDeliveries(
  tx: Tx,
  ids: readonly string[],
  reason: WithdrawReason,
): Promise<void> {
  await withdraw(tx, sql`id = any (${ids}::uuid[])`, reason)
}

async function withdraw(tx: Tx, which: RawBuilder<unknown>, reason: WithdrawReason): Promise<void> {
  await sql`select withdraw_deliveries(array(select id from deliveries where ${which}), ${reason})`.execute(
    tx,
  )
}
