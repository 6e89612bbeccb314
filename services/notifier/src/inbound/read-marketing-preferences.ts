import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { fromUnixSeconds } from '../webhooks/changes.ts'
import type { Preference } from './read-preference.ts'

/** Whether somebody wants marketing from this business, as Meta tells it. */
export interface MarketingPreference {
  readonly wa_id: string
  readonly preference: Preference
  /** `user_preferences`, or the error code of a message that was refused for it. */
  readonly by: string
  readonly at: Temporal.Instant
}

const WANTS_NO_MARKETING = 131050

const UserPreference = Type.Object({
  wa_id: Type.String(),
  category: Type.Literal('marketing_messages'),
  value: Type.Union([Type.Literal('stop'), Type.Literal('resume')]),
  timestamp: Type.Integer({ minimum: 1, maximum: 99_999_999_999 }),
})

const RefusedStatus = Type.Object({
  recipient_id: Type.String(),
  status: Type.Literal('failed'),
  timestamp: Type.String({ pattern: '^[0-9]{1,10}$' }),
  errors: Type.Array(Type.Object({ code: Type.Integer() })),
})

/** @returns null for what we do not know */
export function readUserPreference(item: unknown): MarketingPreference | null {
  if (!Value.Check(UserPreference, item)) return null
  const preference = item.value === 'stop' ? 'stop' : 'start'
  return { wa_id: item.wa_id, preference, by: 'user_preferences', at: fromUnixSeconds(item.timestamp) }
}

/** @returns null for a status that says nothing of it */
export function readRefusedMarketing(status: unknown): MarketingPreference | null {
  if (!Value.Check(RefusedStatus, status)) return null
  if (!status.errors.some(({ code }) => code === WANTS_NO_MARKETING)) return null
  const at = fromUnixSeconds(Number(status.timestamp))
  return { wa_id: status.recipient_id, preference: 'stop', by: String(WANTS_NO_MARKETING), at }
}
