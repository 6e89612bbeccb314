import { lockOutErasure } from '@dutybell/shared/db/address-lock'
import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { addressAt, findPhoneNumber, setMarketingPreference } from './queries.ts'
import type { MarketingPreference } from './read-marketing-preferences.ts'

/** Kept to be seen: it withholds marketing templates alone, and ours are not. */
export async function keepMarketingPreference(
  { db }: { readonly db: Db },
  wish: MarketingPreference,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const phone_number = await findPhoneNumber(tx, wish.wa_id)
    if (phone_number === null) return
    await lockOutErasure(tx, phone_number)
    await setMarketingPreference(tx, await addressAt(tx, phone_number, wish.at), wish)
  })
}
