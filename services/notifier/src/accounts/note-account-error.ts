import type { Logger } from '@dutybell/shared/logger'
import { classifyGraphError } from '@dutybell/shared/whatsapp/error-catalogue'
import type { AccountError } from './read-account-errors.ts'

export interface AccountErrorContext {
  readonly log: Logger
  /** Counts one, for the metrics. */
  readonly onAccountError: (code: string) => void
}

/**
 * Tells of an error and does no more: it names no message and may be old, and the next send meets with whatever still holds,
 * which then pauses or slows down the channel.
 */
export function noteAccountError(
  { log, onAccountError }: AccountErrorContext,
  { code, text }: AccountError,
): void {
  onAccountError(String(code))
  const facts = { channel: 'whatsapp', code: String(code) }
  if (classifyGraphError({ code, details: text }) === 'account') {
    log.error(facts, `Meta reports an error of the account: ${text}`)
  } else {
    log.warn(facts, `Meta reports an error: ${text}`)
  }
}
