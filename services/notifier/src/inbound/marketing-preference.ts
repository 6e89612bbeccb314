import { lockOutErasure } from '@dutybell/shared/db/address-lock'
import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { fromUnixSeconds, UnixSeconds } from '../webhooks/changes.ts'
import { addressAt, findPhoneNumber, setMarketingPreference } from './queries.ts'
import type { Preference } from './read-preference.ts'

/** Whether a WhatsApp user accepts marketing from this business, as Meta reports it. */
export interface MarketingPreference {
  readonly wa_id: string
  readonly preference: Preference
  /** `user_preferences`, or the error code of a message that was refused for it. */
  readonly by: string
  readonly at: Temporal.Instant
}

const UserPreference = Type.Object({
  wa_id: Type.String(),
  category: Type.Literal('marketing_messages'),
  value: Type.Union([Type.Literal('stop'), Type.Literal('resume')]),
  timestamp: UnixSeconds,
})

/** @returns null for an unknown category or value */
export function readUserPreference(item: unknown): MarketingPreference | null {
  if (!Value.Check(UserPreference, item)) return null
  const preference = item.value === 'stop' ? 'stop' : 'start'
  return {
    wa_id: item.wa_id,
    preference,
    by: 'user_preferences',
    at: fromUnixSeconds(Number(item.timestamp)),
  }
}

/** Stored for display only: it withholds marketing templates, and the templates here are not marketing. */
export async function storeMarketingPreference(
  { db }: { readonly db: Db },
  preference: MarketingPreference,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const phone_number = await findPhoneNumber(tx, preference.wa_id)
    if (phone_number === null) return
    await lockOutErasure(tx, phone_number)
    await setMarketingPreference(tx, await addressAt(tx, phone_number, preference.at), preference)
  })
}
