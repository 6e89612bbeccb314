import type { NotifierConfig } from '../config.ts'

/** Whose updates count: an app may hear of other numbers and accounts too. */
export interface OwnAccount {
  readonly phone_number_id: string
  /** Null where it is not configured: then every account's. */
  readonly business_account_id: string | null
  readonly template_language: string
}

export function ownAccount(config: NotifierConfig): OwnAccount {
  return {
    phone_number_id: config.META_WA_PHONE_NUMBER_ID,
    business_account_id: config.META_WA_BUSINESS_ACCOUNT_ID ?? null,
    template_language: config.META_WA_TEMPLATE_LANGUAGE,
  }
}
