import type { Db } from '@dutybell/shared/db/client'
import { addressAt, findPhoneNumber, setMarketingPreference } from './queries.ts'
import type { MarketingPreference } from './read-marketing-preferences.ts'

/** Kept to be seen: it withholds marketing templates alone, and ours are not. */
export async function keepMarketingPreference(
  { db }: { readonly db: Db },
  wish: MarketingPreference,
): Promise<void> {
  const phone_number = await findPhoneNumber(db, wish.wa_id)
  if (phone_number === null) return
  await setMarketingPreference(db, await addressAt(db, phone_number, wish.at), wish)
}
