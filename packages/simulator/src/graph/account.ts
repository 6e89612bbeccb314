import type { Account, Behaviour } from '../behaviour/schema.ts'

/** The simulated WhatsApp account. */
export interface Identity {
  readonly phone_number_id: string
  readonly business_account_id: string
  /** Digits, as Meta shows them in webhooks. */
  readonly display_phone_number: string
  readonly app_secret: string | undefined
  /** Undefined: any bearer token is accepted. */
  readonly access_token: string | undefined
}

type Fields = Readonly<Record<string, unknown>>

const BUSINESS_ID = '200000000000001'
export const APP_ID = '300000000000001'

const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging']
/** The fields to which README.md says to subscribe the app. */
const WEBHOOK_FIELDS = [
  'messages',
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
  'account_update',
  'account_alerts',
  'account_review_update',
  'phone_number_quality_update',
  'business_capability_update',
  'user_preferences',
]

/** Also after it was reset. */
export function appSecretOf(identity: Identity, { account }: Behaviour): string | undefined {
  return account?.app_secret ?? identity.app_secret
}

export function hasScope(account: Account, scope: string): boolean {
  return (account.scopes ?? SCOPES).includes(scope)
}

export function phoneNumberFields(identity: Identity, account: Account, callback_url: string): Fields {
  return {
    id: identity.phone_number_id,
    display_phone_number: identity.display_phone_number,
    verified_name: 'Dutybell',
    status: account.phone_status ?? 'CONNECTED',
    quality_rating: account.quality_rating ?? 'GREEN',
    code_verification_status: 'VERIFIED',
    name_status: account.name_status ?? 'APPROVED',
    platform_type: 'CLOUD_API',
    throughput: { level: 'STANDARD' },
    account_mode: account.account_mode ?? 'LIVE',
    is_official_business_account: false,
    whatsapp_business_manager_messaging_limit: account.messaging_limit ?? 'TIER_2K',
    webhook_configuration: { application: account.callback_url ?? callback_url },
    health_status: healthStatus(identity, account),
  }
}

export function businessAccountFields(identity: Identity, account: Account): Fields {
  return {
    id: identity.business_account_id,
    name: 'Dutybell',
    account_review_status: account.review_status ?? 'APPROVED',
    business_verification_status: 'verified',
    message_template_namespace: 'simulated',
    health_status: healthStatus(identity, account),
  }
}

/** Without `fields`, Graph returns the basic ones; it always returns the id. */
export function pickFields(all: Fields, asked: string | undefined, basic: readonly string[]): Fields {
  const names = asked === undefined ? basic : asked.split(',').map((name) => name.trim())
  return Object.fromEntries(Object.entries(all).filter(([name]) => name === 'id' || names.includes(name)))
}

export function debugToken(identity: Identity, account: Account): Fields {
  const scopes = account.scopes ?? SCOPES
  const expired = account.token_expired === true
  return {
    data: {
      app_id: APP_ID,
      type: 'SYSTEM_USER',
      application: 'Dutybell',
      is_valid: !expired,
      expires_at: account.token_expires_at ?? 0,
      data_access_expires_at: 0,
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: [identity.business_account_id] })),
      ...(expired ? { error: { code: 190, subcode: 463, message: 'Session has expired' } } : {}),
    },
  }
}

/** The row of `GET /{APP_ID}/subscriptions`. */
export function subscription(account: Account, callback_url: string): Fields {
  return {
    object: 'whatsapp_business_account',
    callback_url: account.callback_url ?? callback_url,
    active: true,
    fields: (account.webhook_fields ?? WEBHOOK_FIELDS).map((name) => ({ name, version: 'v25.0' })),
  }
}

function healthStatus(identity: Identity, account: Account): Fields {
  const health = account.health ?? 'AVAILABLE'
  const phone = {
    entity_type: 'PHONE_NUMBER',
    id: identity.phone_number_id,
    can_send_message: health,
    ...(health === 'LIMITED' ? { additional_info: ['The behaviour of the simulator sets LIMITED.'] } : {}),
    ...(health === 'BLOCKED'
      ? {
          errors: [
            {
              error_code: 141010,
              error_description: 'The behaviour of the simulator sets BLOCKED.',
              possible_solution: 'Change account.health of the behaviour.',
            },
          ],
        }
      : {}),
  }
  const others = [
    ['WABA', identity.business_account_id],
    ['BUSINESS', BUSINESS_ID],
    ['APP', APP_ID],
  ].map(([entity_type, id]) => ({ entity_type, id, can_send_message: 'AVAILABLE' }))
  return { can_send_message: health, entities: [phone, ...others] }
}
