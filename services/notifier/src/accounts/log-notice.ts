import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Logger } from '@dutybell/shared/logger'

const Word = Type.Optional(Type.Union([Type.String({ maxLength: 60 }), Type.Number()]))

const Notice = Type.Object({
  event: Word,
  current_limit: Word,
  max_daily_conversation_per_phone: Word,
  max_daily_conversations_per_business: Word,
})

/** Quality sinks: a person should look before Meta pauses what we send. */
const WORRYING = new Set(['FLAGGED', 'DOWNGRADE'])

/** What Meta tells of the number's quality and of how many people it may reach. @returns false where it cannot be read */
export function logNotice(log: Logger, field: string, value: unknown): boolean {
  if (!Value.Check(Notice, value)) return false
  const { event, current_limit, max_daily_conversation_per_phone, max_daily_conversations_per_business } =
    value
  const facts = {
    field,
    event,
    limit: max_daily_conversations_per_business ?? max_daily_conversation_per_phone ?? current_limit,
  }
  if (typeof event === 'string' && WORRYING.has(event)) {
    log.warn(facts, "Meta finds the number's quality low")
  } else {
    log.info(facts, 'Meta tells of the number')
  }
  return true
}
