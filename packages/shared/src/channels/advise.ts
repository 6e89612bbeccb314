/** What an operator must do, in a sentence, about a refusal, a pause or a hold. */

import type { Channel } from '../db/vocabulary.ts'
import { adviseOnMailError } from '../email/mail-errors.ts'
import { adviseOnKnownEvent } from '../whatsapp/account-event-actions.ts'
import { adviseOnGraphError } from '../whatsapp/error-catalogue.ts'
import { NOTIFIER, RESTORE } from './channel-control.ts'

/** @returns null for an internal code without advice */
export function adviseOnError(channel: Channel, code: string | null, text: string | null): string | null {
  if (code === null) return null
  if (code === 'delivery_mode') return 'Set DELIVERY_MODE to live to send to all recipients.'
  if (channel === 'email') return adviseOnMailError(code, text ?? '') ?? null
  if (/^\d+$/u.test(code)) return adviseOnGraphError(Number(code), text ?? undefined) ?? null
  if (/^http_[34]/u.test(code)) return 'Check META_WA_BASE_URL and the proxy: the answer is not of Meta.'
  return /^(?:E[A-Z_]+|UND_ERR\w*|http_5\d\d|(?:connect|read)_timeout|unreadable_answer)$/u.test(code)
    ? CHECK_NETWORK
    : null
}

const CHECK_NETWORK = "Check the network and Meta's status page (metastatus.com); sending resumes by itself."

export interface Pause {
  readonly channel: Channel
  readonly paused_by: string | null
  readonly pause_reason: string | null
  readonly pause_code: string | null
}

export function adviseOnPause({ channel, paused_by, pause_reason, pause_code }: Pause): string {
  if (paused_by === RESTORE) return 'Check the database, then run: pnpm resume --after-restore.'
  if (paused_by !== NOTIFIER) {
    return `When the cause is gone, resume it: POST /v1/channels/${channel}/resume.`
  }
  const advice = adviseOnError(channel, pause_code, pause_reason)
  if (advice !== null) return advice
  if (channel === 'email')
    return 'Check the mail server, its account and SMTP_URL; sending resumes by itself.'
  return adviseOnKnownEvent(pause_code ?? '') ?? CHECK_NETWORK
}

/**
 * @param hold_code Meta's error code, `status`, `category`, or null
 * @param reason the code with Meta's text
 */
export function adviseOnHold(hold_code: string | null, reason: string | null): string {
  if (hold_code === 'category') {
    return 'Set its category to UTILITY in WhatsApp Manager, or release it: POST /v1/templates/{name}/release.'
  }
  return (
    adviseOnError('whatsapp', hold_code, reason) ??
    'Check the template in WhatsApp Manager; it is released when Meta approves it again.'
  )
}
