import type { Tx } from '@dutybell/shared/db/client'
import { eventKey } from '@dutybell/shared/templates/catalogue'
import { sql } from 'kysely'
import type { RegistrationRow } from '../registrations/queries.ts'
import { type Address, exclusiveAddresses } from './addresses.ts'

/** Locks the row against all changes and new foreign keys: a publication for the person waits, or is waited for. */
export function lockRegistration(tx: Tx, id: string): Promise<RegistrationRow | undefined> {
  return tx
    .selectFrom('registrations')
    .selectAll()
    .where('id', '=', id)
    .where('status', '=', 'active')
    .forUpdate()
    .executeTakeFirst()
}

/** From here on every claim waits until the transaction ends. */
export async function lockForErasure(tx: Tx, addresses: readonly Address[]): Promise<void> {
  await sql`select lock_for_erasure(${JSON.stringify(addresses)}::jsonb)`.execute(tx)
}

/** @returns how many deliveries were the person's */
export async function eraseRows(
  tx: Tx,
  { id, full_name }: Pick<RegistrationRow, 'id' | 'full_name'>,
  addresses: readonly Address[],
): Promise<number> {
  const { rows } = await sql<{ deliveries: number }>`
    select erase_registration(${id}, ${full_name}, ${JSON.stringify(addresses)}::jsonb, ${patternOf(full_name, addresses)},
      ${eventKey('registration_received', id)}) as deliveries`.execute(tx)
  return rows[0]?.deliveries ?? 0
}

/** Finds the person in causes of pauses and holds, and in alerts, where operators or providers may have named one. */
function patternOf(full_name: string, addresses: readonly Address[]): string {
  const own = exclusiveAddresses(addresses).map(({ channel, address }) =>
    channel === 'whatsapp' ? likeNumber(address) : escape(address),
  )
  return `(?<!\\w)(?:${[escape(full_name), ...own].join('|')})(?!\\w)`
}

const KNOWN_BY_DIGITS = 9 // with or without the country's code, and a zero before it

/** In any notation. */
function likeNumber(phone_number: string): string {
  const digits = phone_number.slice(-KNOWN_BY_DIGITS).split('')
  return `(?:[+]?[0-9][0-9 ().-]*)?${digits.join('[ ().-]*')}`
}

/** A Postgres regular expression that matches this text only. */
function escape(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, String.raw`\$&`)
}
