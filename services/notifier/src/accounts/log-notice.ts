import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Log } from '@dutybell/shared/logger'

const Word = Type.Optional(Type.Union([Type.String({ maxLength: 60 }), Type.Number()]))

const Notice = Type.Object({
  event: Word,
  current_limit: Word,
  max_daily_conversation_per_phone: Word,
  max_daily_conversations_per_business: Word,
})

/** The quality falls: an operator should act before Meta pauses templates. */
const LOW_QUALITY = new Set(['FLAGGED', 'DOWNGRADE'])

/** Logs the number's quality and its messaging limit. @returns false where the value is not readable */
export function logNotice(log: Log, field: string, value: unknown): boolean {
  if (!Value.Check(Notice, value)) return false
  const { event, current_limit, max_daily_conversation_per_phone, max_daily_conversations_per_business } =
    value
  const facts = {
    field,
    event,
    limit: max_daily_conversations_per_business ?? max_daily_conversation_per_phone ?? current_limit,
  }
  if (typeof event === 'string' && LOW_QUALITY.has(event)) {
    log.warn(facts, 'Meta reports a low quality of the phone number')
  } else {
    log.info(facts, 'Meta reports a change of the phone number')
  }
  return true
}
