import { timeoutsWithin } from '../channels/settings.ts'
import type { NotifierConfig } from '../config.ts'
import type { GraphAccount } from '../providers/whatsapp/read-templates.ts'

type AccessVariable = 'META_WA_BASE_URL' | 'META_WA_API_VERSION' | 'META_WA_ACCESS_TOKEN' | 'LEASE_SECONDS'

/** @returns null where META_WA_BUSINESS_ACCOUNT_ID is not set */
export function graphAccount(config: NotifierConfig): GraphAccount | null {
  const { META_WA_BUSINESS_ACCOUNT_ID: business_account_id } = config
  return business_account_id === undefined ? null : { ...graphAccess(config), business_account_id }
}

export function graphAccess(
  config: Pick<NotifierConfig, AccessVariable>,
): Omit<GraphAccount, 'business_account_id'> {
  return {
    base_url: config.META_WA_BASE_URL,
    api_version: config.META_WA_API_VERSION,
    access_token: config.META_WA_ACCESS_TOKEN,
    ...timeoutsWithin(config.LEASE_SECONDS * 1000),
  }
}
