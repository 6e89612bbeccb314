/** What an operator must do, in a sentence, about a refusal, a pause or a hold. */

import type { Channel } from '../db/vocabulary.ts'
import { adviseOnKnownEvent } from '../whatsapp/account-event-actions.ts'
import { adviseOnDetails, describeErrorCode } from '../whatsapp/error-catalogue.ts'
import { NOTIFIER } from './channel-control.ts'

/** @returns null for a code without advice: most codes of mail servers say it in their text */
export function adviseOnError(channel: Channel, code: string | null, text: string | null): string | null {
  if (code === 'delivery_mode') return 'Set DELIVERY_MODE to live to send to all recipients.'
  if (channel !== 'whatsapp' || code === null || !/^\d+$/.test(code)) return null
  return adviseOnDetails(Number(code), text ?? undefined) ?? describeErrorCode(Number(code))?.action ?? null
}

export interface Pause {
  readonly channel: Channel
  readonly paused_by: string | null
  readonly pause_reason: string | null
  readonly pause_code: string | null
}

export function adviseOnPause({ channel, paused_by, pause_reason, pause_code }: Pause): string {
  if (paused_by === 'restore') return 'Check the database, then run: pnpm resume --after-restore.'
  if (paused_by !== NOTIFIER) {
    return `When the cause is gone, resume it: POST /v1/channels/${channel}/resume.`
  }
  const advice = adviseOnError(channel, pause_code, pause_reason)
  if (advice !== null) return advice
  if (channel === 'email')
    return 'Check the mail server, its account and SMTP_URL; sending resumes by itself.'
  return (
    adviseOnKnownEvent(pause_code ?? '') ??
    "Check the network and Meta's status page (metastatus.com); sending resumes by itself."
  )
}

export const QUOTA_ACTION =
  'Raise the limit of the account at the provider, or use another one; then POST /v1/channels/{channel}/resume tries at once.'

/** @param hold_code Meta's error code, `status`, `category`, or null */
export function adviseOnHold(hold_code: string | null): string {
  if (hold_code === 'category') {
    return 'Set its category to UTILITY in WhatsApp Manager, or release it: POST /v1/templates/{name}/release.'
  }
  return (
    adviseOnError('whatsapp', hold_code, null) ??
    'Check the template in WhatsApp Manager; it is released when Meta approves it again.'
  )
}
