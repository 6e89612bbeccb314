import type { LearnedAlias } from '../deliveries/learn-aliases.ts'
import type { Receipt } from './read-receipt.ts'

/** The accounts of the recipients, where Meta gives any: one for several receipts of a message, with the latest time. */
export function aliasesIn(receipts: readonly Receipt[]): LearnedAlias[] {
  const aliases = new Map<string, LearnedAlias>()
  for (const { delivery_id, attempt, provider_message_id, account, at } of receipts) {
    const { wa_id, user_id, parent_user_id } = account
    if (wa_id === null && user_id === null && parent_user_id === null) continue
    const key = [delivery_id, attempt, provider_message_id, wa_id, user_id, parent_user_id].join(' ')
    const earlier = aliases.get(key)
    if (earlier !== undefined && Temporal.Instant.compare(earlier.at, at) >= 0) continue
    aliases.set(key, { delivery_id, attempt, provider_message_id, wa_id, user_id, parent_user_id, at })
  }
  return [...aliases.values()]
}
