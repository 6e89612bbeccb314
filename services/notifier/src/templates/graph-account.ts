import { timeoutsWithin } from '../channels/settings.ts'
import type { NotifierConfig } from '../config.ts'
import type { GraphAccount } from '../providers/whatsapp/read-templates.ts'

/** @returns null where META_WA_BUSINESS_ACCOUNT_ID is not set */
export function graphAccount(config: NotifierConfig): GraphAccount | null {
  if (config.META_WA_BUSINESS_ACCOUNT_ID === undefined) return null
  return {
    base_url: config.META_WA_BASE_URL,
    api_version: config.META_WA_API_VERSION,
    business_account_id: config.META_WA_BUSINESS_ACCOUNT_ID,
    access_token: config.META_WA_ACCESS_TOKEN,
    ...timeoutsWithin(config.LEASE_SECONDS * 1000),
  }
}
