import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import type { NotifierConfig } from '../config.ts'

/** The number and the account whose updates are applied: an app may receive those of others too. */
export interface OwnAccount {
  readonly phone_number_id: string
  /** Null if it is not configured: then updates of every account are applied. */
  readonly business_account_id: string | null
  readonly template_languages: ConfiguredLanguages
  /** META_WA_DAILY_RECIPIENTS; null: no limit. */
  readonly daily_recipients: number | null
}

export function ownAccount(config: NotifierConfig): OwnAccount {
  return {
    phone_number_id: config.META_WA_PHONE_NUMBER_ID,
    business_account_id: config.META_WA_BUSINESS_ACCOUNT_ID ?? null,
    template_languages: config.META_WA_TEMPLATE_LANGUAGE,
    daily_recipients: config.META_WA_DAILY_RECIPIENTS ?? null,
  }
}
