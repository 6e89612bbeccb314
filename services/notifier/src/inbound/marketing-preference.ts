import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { fromUnixSeconds, UnixSeconds } from '../webhooks/changes.ts'
import { findWriter } from './find-writer.ts'
import { setMarketingPreference } from './queries.ts'
import { accountOf } from './read-account.ts'
import type { Preference } from './read-preference.ts'

/** Whether a WhatsApp user accepts marketing from this business, as Meta reports it. */
export interface MarketingPreference {
  readonly wa_id: string | null
  readonly user_id: string | null
  readonly preference: Preference
  /** `user_preferences`, or the error code of a message that was refused for it. */
  readonly by: string
  readonly at: Temporal.Instant
}

const UserPreference = Type.Object({
  wa_id: Type.Optional(Type.Unknown()),
  user_id: Type.Optional(Type.Unknown()),
  category: Type.Literal('marketing_messages'),
  value: Type.Union([Type.Literal('stop'), Type.Literal('resume')]),
  timestamp: UnixSeconds,
})

/** @returns null for an unknown category or value */
export function readUserPreference(item: unknown): MarketingPreference | null {
  if (!Value.Check(UserPreference, item)) return null
  const preference = item.value === 'stop' ? 'stop' : 'start'
  const { wa_id, user_id } = accountOf(item.wa_id, item.user_id, undefined)
  return {
    wa_id,
    user_id,
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
    const { addresses } = await findWriter(tx, preference)
    for (const address of addresses.toSorted()) await setMarketingPreference(tx, address, preference)
  })
}
