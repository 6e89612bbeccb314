import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import type { RegistrationRow } from '../registrations/queries.ts'
import { type Address, exclusiveAddresses } from './addresses.ts'

/** Columns in which operators or providers may have named a person: causes of pauses and holds, and alerts. */
const WORDS = [
  ['channels', 'pause_reason'],
  ['templates', 'reason'],
  ['alerts', 'subject'],
  ['alerts', 'text'],
] as const

/** Redacts the person in texts about channels and templates. The caller has locked the channels. */
export async function redactFreeText(
  tx: Tx,
  { full_name }: Pick<RegistrationRow, 'full_name'>,
  addresses: readonly Address[],
): Promise<void> {
  const own = exclusiveAddresses(addresses).map(({ channel, address }) =>
    channel === 'whatsapp' ? likeNumber(address) : escape(address),
  )
  const pattern = `(?<!\\w)(?:${[escape(full_name), ...own].join('|')})(?!\\w)`
  for (const [table, column] of WORDS) {
    const words = sql.ref(column)
    await sql`
      update ${sql.table(table)} set ${words} = regexp_replace(${words}, ${pattern}, 'erased', 'gi')
      where ${words} ~* ${pattern}`.execute(tx)
  }
  await sql`
    update installation set
      earlier_pauses = regexp_replace(earlier_pauses::text, ${pattern}, 'erased', 'gi')::jsonb
    where earlier_pauses::text ~* ${pattern}`.execute(tx)
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
