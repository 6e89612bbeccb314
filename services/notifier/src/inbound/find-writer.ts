import { sql } from 'kysely'
import { lockOutErasure } from '@dutybell/shared/db/address-lock'
import type { Tx } from '@dutybell/shared/db/client'
import { phoneNumbersOf } from '@dutybell/shared/people/whatsapp-id'
import { findQuoted, isErasedForm, type Quoted } from './queries.ts'
import type { Account } from './read-account.ts'

type Named = Pick<Account, 'wa_id' | 'user_id'> & { readonly at: Temporal.Instant }

export interface Writer {
  /** Of the writer, the likeliest first; the keyed hash of an erased one. None: the writer is unknown. */
  readonly addresses: readonly string[]
  /** The writer was erased after the message was written. */
  readonly erased_since: boolean
  readonly quoted: Quoted | undefined
}

/**
 * Finds who wrote: by the digits and what is known of them, or by the user id. Only where neither is known, the quoted message
 * identifies its recipient, unless the user id belonged to the number before. Locks the numbers against an erasure.
 */
export async function findWriter(
  tx: Tx,
  named: Named,
  context_message_id: string | null = null,
): Promise<Writer> {
  const before = await look(tx, named, context_message_id)
  const numbers = before.addresses.filter((address) => !isErasedForm(address)).toSorted()
  for (const number of numbers) await lockOutErasure(tx, number)
  return numbers.length === 0 ? before : look(tx, named, context_message_id) // again, to see what the lock waited for
}

async function look(tx: Tx, named: Named, context_message_id: string | null): Promise<Writer> {
  const written_at = named.at
  const quoted = await findQuoted(tx, { context_message_id, written_at })
  const found = await findWriters(tx, named)
  const present = found.filter(({ is_former }) => !is_former)
  const addresses = present.map(({ address }) => address)
  const erased_since = quoted?.erased_since || present.some((writer) => writer.erased_since)
  if (quoted === undefined || quoted.erased) return { addresses, erased_since, quoted }
  const by_quote = named.wa_id === null ? found.length === 0 : isSameAccount(named.wa_id, quoted.recipient)
  if (!by_quote || addresses.includes(quoted.recipient)) return { addresses, erased_since, quoted }
  return { addresses: [quoted.recipient, ...addresses], erased_since, quoted }
}

/** Whether digits and a number are two notations of one account. */
function isSameAccount(wa_id: string, phone_number: string): boolean {
  const numbers = [phone_number, ...phoneNumbersOf(phone_number.slice(1))]
  return phoneNumbersOf(wa_id).some((number) => numbers.includes(number))
}

interface FoundWriter {
  readonly address: string
  readonly is_former: boolean
  readonly erased_since: boolean
}

async function findWriters(tx: Tx, { wa_id, user_id, at }: Named): Promise<FoundWriter[]> {
  const numbers = wa_id === null ? [] : phoneNumbersOf(wa_id)
  const { rows } = await sql<FoundWriter>`
    select * from find_writers(${wa_id}, ${numbers}::text[], ${user_id}, ${at.toString()}::timestamptz)`.execute(
    tx,
  )
  return rows
}
