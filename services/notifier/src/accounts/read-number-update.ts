import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { adviseOnAccountEvent } from '@dutybell/shared/whatsapp/account-event-actions'
import type { AccountUpdate } from './read-account-update.ts'

const Word = Type.Optional(Type.Union([Type.String({ maxLength: 60 }), Type.Number()]))

const Notice = Type.Object({
  event: Word,
  current_limit: Word,
  max_daily_conversation_per_phone: Word,
  max_daily_conversations_per_business: Word,
})

const QUALITY = 'phone_number_quality'
const LIMIT = 'messaging_limit'

/** The quality falls: an operator should act before Meta restricts the number. */
const LOW_QUALITY = new Set(['FLAGGED', 'DOWNGRADE'])
const GOOD_QUALITY = new Set(['UNFLAGGED', 'UPGRADE'])
const HARMLESS = new Set(['ONBOARDING', 'THROUGHPUT_UPGRADE'])

/**
 * The quality of the number and its messaging limit: `phone_number_quality_update` and `business_capability_update`.
 *
 * @param daily_recipients META_WA_DAILY_RECIPIENTS, with which a limit is compared; null: no limit
 */
export function readNumberUpdate(
  field: 'phone_number_quality_update' | 'business_capability_update',
  value: unknown,
  daily_recipients: number | null,
): AccountUpdate | 'unreadable' {
  if (!Value.Check(Notice, value)) return 'unreadable'
  const event = value.event === undefined ? field : String(value.event)
  const named =
    value.max_daily_conversations_per_business ??
    value.max_daily_conversation_per_phone ??
    value.current_limit
  const limit = named === undefined ? undefined : toRecipients(named)
  const text = `Meta reports ${event}${named === undefined ? '.' : `: messaging limit ${named}.`}`
  if (limit !== undefined && isTooLow(limit, event, daily_recipients)) {
    return news(event, {
      key: LIMIT,
      text: limitText(text, daily_recipients),
      action: limitAction(limit),
      limit_of_recipients: limit,
    })
  }
  if (LOW_QUALITY.has(event)) return news(event, { key: QUALITY, text, action: adviseOnAccountEvent(event) })
  const is_known = GOOD_QUALITY.has(event) || HARMLESS.has(event) || event === field
  if (!is_known) return news(event, { key: `${field}:${event}`, text, action: adviseOnAccountEvent(event) })
  const ends = [...(GOOD_QUALITY.has(event) ? [QUALITY] : []), ...(limit === undefined ? [] : [LIMIT])]
  return { event, effect: 'none', text, opens: null, ends }
}

/** Without a configured limit, events of the quality report no limit that is too low. */
function isTooLow(limit: number, event: string, daily_recipients: number | null): boolean {
  if (daily_recipients !== null) return limit < daily_recipients
  return limit < Infinity && ![LOW_QUALITY, GOOD_QUALITY, HARMLESS].some((events) => events.has(event))
}

function news(event: string, opens: AccountUpdate['opens']): AccountUpdate {
  return { event, effect: 'none', text: opens?.text ?? '', opens, ends: [] }
}

function limitText(text: string, daily_recipients: number | null): string {
  const configured = daily_recipients === null ? 'not set' : daily_recipients
  return `${text} META_WA_DAILY_RECIPIENTS is ${configured}, so messages beyond Meta's limit would fail.`
}

function limitAction(limit: number): string {
  return `Set META_WA_DAILY_RECIPIENTS to ${limit} for all notifiers, and check the quality rating in WhatsApp Manager.`
}

/** `250`, `TIER_2K`, `TIER_UNLIMITED`, or -1 for no limit. @returns undefined for another notation */
export function toRecipients(named: string | number): number | undefined {
  const text = String(named).replace(/^TIER_/, '')
  if (text === 'UNLIMITED' || text === '-1') return Infinity
  const [, digits, thousands] = /^(\d{1,9})(K?)$/.exec(text) ?? []
  if (digits === undefined) return undefined
  return Number(digits) * (thousands === 'K' ? 1_000 : 1)
}
