import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { adviseOnError } from '@dutybell/shared/channels/advise'
import type { Log } from '@dutybell/shared/logger'
import { classifyGraphError } from '@dutybell/shared/whatsapp/error-catalogue'
import { cleanProviderText } from '../providers/clean-provider-text.ts'

/** An error of the number or the account that names no message. */
export interface AccountError {
  readonly code: number
  readonly text: string
}

const Errors = Type.Object({ errors: Type.Array(Type.Unknown()) })
const Item = Type.Object({
  code: Type.Integer(),
  title: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  error_data: Type.Optional(Type.Object({ details: Type.Optional(Type.String()) })),
})

/** The `errors` of a `messages` change, in their order; null for an invalid one. */
export function readAccountErrors(value: unknown): (AccountError | null)[] {
  if (!Value.Check(Errors, value)) return []
  return value.errors.map((item) => (Value.Check(Item, item) ? toError(item) : null))
}

function toError({ code, title, message, error_data }: Static<typeof Item>): AccountError {
  return { code, text: cleanProviderText(error_data?.details ?? message ?? title ?? '') }
}

export interface AccountErrorContext {
  readonly log: Log
  /** Counts the error for the metrics. */
  readonly onAccountError: (code: string) => void
}

/**
 * Only logs and counts the error: it names no message and may be old. If it persists, the next send fails with it and pauses or
 * slows down the channel.
 */
export function noteAccountError(
  { log, onAccountError }: AccountErrorContext,
  { code, text }: AccountError,
): void {
  onAccountError(String(code))
  const facts = {
    channel: 'whatsapp',
    code: String(code),
    action: adviseOnError('whatsapp', String(code), text),
  }
  if (classifyGraphError({ code, details: text }) === 'account') {
    log.error(facts, `Meta reports an error of the account: ${text}`)
  } else {
    log.warn(facts, `Meta reports an error: ${text}`)
  }
}
