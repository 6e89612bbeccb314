import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { adviseOnAccountEvent } from '@dutybell/shared/whatsapp/account-event-actions'
import { cleanProviderText } from '../providers/clean-provider-text.ts'
import type { News } from './account-news.ts'

/** An update of the business account. */
export interface AccountUpdate {
  /** Such as `ACCOUNT_RESTRICTION`, `DISABLED_UPDATE DISABLE`. */
  readonly event: string
  readonly effect: 'pause' | 'resume' | 'none'
  readonly text: string
  readonly opens: News | null
  /** Keys of news that the event ends. */
  readonly ends: readonly string[]
}

const Word = Type.String({ maxLength: 80 })

const Update = Type.Object({
  event: Type.String({ minLength: 1, maxLength: 60 }),
  ban_info: Type.Optional(Type.Object({ waba_ban_state: Type.Optional(Type.String({ maxLength: 60 })) })),
  restriction_info: Type.Optional(
    Type.Array(
      Type.Object({
        restriction_type: Word,
        expiration: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
      }),
    ),
  ),
  violation_info: Type.Optional(Type.Object({ violation_type: Type.Optional(Word) })),
  disconnection_info: Type.Optional(
    Type.Object({ reason: Type.Optional(Word), initiated_by: Type.Optional(Word) }),
  ),
})
type Update = Static<typeof Update>

/** The restriction on messages that the business initiates. */
const SENDING_RESTRICTED = 'RESTRICTED_BIZ_INITIATED_MESSAGING'

const RESTRICTIONS = ['ACCOUNT_RESTRICTION', 'ACCOUNT_VIOLATION', 'DISABLED_UPDATE', 'ACCOUNT_DELETED']
const DISCONNECTIONS = ['PARTNER_REMOVED', 'PARTNER_APP_UNINSTALLED', 'ACCOUNT_OFFBOARDED']
const RECONNECTIONS = new Set(['PARTNER_ADDED', 'PARTNER_APP_INSTALLED', 'ACCOUNT_RECONNECTED'])

/** Events that ask nothing of an operator. */
const HARMLESS = new Set([
  'VERIFIED_ACCOUNT',
  'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
  'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
  'AD_ACCOUNT_LINKED',
  'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
  'VOLUME_BASED_PRICING_TIER_UPDATE',
  'MM_LITE_TERMS_SIGNED',
])

/** An event without a rule is news as well. @returns null for an event that asks nothing of an operator */
export function readAccountUpdate(value: unknown): AccountUpdate | 'unreadable' | null {
  if (!Value.Check(Update, value)) return 'unreadable'
  const { event } = value
  if (HARMLESS.has(event)) return null
  if (RECONNECTIONS.has(event)) return counterEvent(event, 'none', DISCONNECTIONS)
  switch (event) {
    case 'ACCOUNT_RESTRICTION':
      return readRestriction(value)
    case 'ACCOUNT_VIOLATION':
      return newsOf(event, 'pause', value.violation_info?.violation_type)
    case 'ACCOUNT_DELETED':
      return newsOf(event, 'pause', undefined)
    case 'REINSTATE':
      return counterEvent(event, 'resume', RESTRICTIONS)
    case 'DISABLED_UPDATE':
      return readBan(value)
    default: {
      const { reason, initiated_by } = value.disconnection_info ?? {}
      const details = [reason, initiated_by === undefined ? undefined : `initiated by ${initiated_by}`]
      return newsOf(event, 'none', details.filter((detail) => detail !== undefined).join(', '))
    }
  }
}

const Alert = Type.Object({
  alert_info: Type.Object({
    alert_type: Word,
    alert_severity: Type.Optional(Word),
    alert_description: Type.Optional(Type.String({ maxLength: 2_000 })),
  }),
})
const Review = Type.Object({ decision: Word })

/** `account_alerts` and `account_review_update`. @returns null for good news */
export function readAccountNotice(value: unknown): AccountUpdate | 'unreadable' | null {
  if (Value.Check(Review, value)) {
    return value.decision === 'APPROVED' ? null : newsOf('account_review_update', 'none', value.decision)
  }
  if (!Value.Check(Alert, value)) return 'unreadable'
  const { alert_type, alert_severity, alert_description } = value.alert_info
  return alert_severity === 'INFORMATIONAL'
    ? null
    : newsOf(alert_type, 'none', cleanProviderText(alert_description ?? ''))
}

function newsOf(
  event: string,
  effect: 'pause' | 'none',
  detail: string | undefined,
  known_as = event,
): AccountUpdate {
  const text = `Meta reports ${event}${detail === undefined || detail === '' ? '.' : `: ${detail}.`}`
  const key = `account_update:${event}` as const
  return {
    event: known_as,
    effect,
    text,
    opens: { key, text, action: adviseOnAccountEvent(known_as) },
    ends: [],
  }
}

function counterEvent(event: string, effect: 'resume' | 'none', ended: readonly string[]): AccountUpdate {
  return {
    event,
    effect,
    text: `Meta reports ${event}.`,
    opens: null,
    ends: ended.map((name) => `account_update:${name}`),
  }
}

function readRestriction({ event, restriction_info = [] }: Update): AccountUpdate {
  const restrictions = restriction_info.map(({ restriction_type }) => restriction_type)
  const concerns_sending = restrictions.length === 0 || restrictions.includes(SENDING_RESTRICTED)
  const expiration = restriction_info.find(
    ({ restriction_type }) => restriction_type === SENDING_RESTRICTED,
  )?.expiration
  const until = expiration === undefined ? '' : ` until ${instantText(expiration)}`
  return newsOf(event, concerns_sending ? 'pause' : 'none', `${restrictions.join(', ')}${until}`)
}

function readBan({ event, ban_info }: Update): AccountUpdate {
  const state = ban_info?.waba_ban_state
  const known_as = state === undefined ? event : `${event} ${state}`
  if (state === 'REINSTATE') return { ...counterEvent(event, 'resume', RESTRICTIONS), event: known_as }
  return newsOf(event, state === 'DISABLE' ? 'pause' : 'none', state, known_as)
}

/** Unix seconds, as a number or in digits; any other text is returned, shortened. */
function instantText(expiration: number | string): string {
  const seconds = Number(expiration)
  if (!Number.isSafeInteger(seconds) || Math.abs(seconds) > 99_999_999_999)
    return String(expiration).slice(0, 40)
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toString()
}
