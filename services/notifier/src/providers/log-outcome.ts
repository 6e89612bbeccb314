import { adviseOnError } from '@dutybell/shared/channels/advise'
import type { Logger } from '@dutybell/shared/logger'
import type { OutgoingMessage, SendOutcome } from './outcome.ts'

/** Logs the outcome of an attempt, without the provider's text and message id, and returns it. */
export function logOutcome(
  log: Logger,
  channel: 'WhatsApp' | 'Email',
  message: Pick<OutgoingMessage, 'delivery_id' | 'attempt'>,
  result: SendOutcome,
): SendOutcome {
  const { outcome, http_status, trace_id, duration_ms } = result
  const { delivery_id, attempt } = message
  const fields = { delivery_id, attempt, outcome, http_status, trace_id, duration_ms }
  if (result.outcome === 'accepted') {
    log.info(fields, `[${channel}] Accepted`)
    return result
  }
  const { code, class: error_class, text } = result.error
  const action = adviseOnError(channel === 'WhatsApp' ? 'whatsapp' : 'email', code, text)
  log.warn(
    { ...fields, code, error_class, action },
    `[${channel}] Not accepted: ${SENTENCES[result.outcome]}`,
  )
  return result
}

const SENTENCES = {
  refused: 'refused by the provider',
  unsent: 'not sent',
  in_doubt: 'the outcome is unknown',
} as const
