/**
 * Meta's error codes that a sender of templates can meet, and what each means for what happens next. Codes of other
 * interfaces (calls, flows, template management, inbound messages) are left out: they count as unknown.
 */

import type { ErrorClass } from '../outcome.ts'
import { ACCOUNT_ERRORS, MISSING_OBJECT_SUBCODE, PERMISSION_ERROR } from './error-codes/account.ts'
import { PACE_ERRORS } from './error-codes/pace.ts'
import { RECIPIENT_ERRORS } from './error-codes/recipient.ts'
import { REQUEST_ERRORS } from './error-codes/request.ts'
import type { ErrorTable, KnownError } from './error-codes/table.ts'
import { TEMPLATE_ERRORS } from './error-codes/template.ts'
import { TRANSIENT_ERRORS } from './error-codes/transient.ts'

export interface ClassifiedError extends KnownError {
  readonly class: ErrorClass
}

/** What a synchronous answer or a `failed` callback says; the callback has nothing but code and details. */
export interface GraphErrorFacts {
  readonly code: number
  readonly error_subcode?: number | undefined
  readonly is_transient?: boolean | undefined
  readonly http_status?: number | undefined
  readonly details?: string | undefined
}

/** By code first, then by Meta's own hint, then by HTTP status, as Meta varies the status of one and the same code. */
export function classifyGraphError(facts: GraphErrorFacts): ErrorClass {
  const { code, error_subcode, is_transient, http_status, details } = facts
  if (code === 100 && error_subcode === MISSING_OBJECT_SUBCODE) return 'account'
  if (code === 131009 && details !== undefined && /\brecipient\b/iu.test(details)) return 'recipient'
  return describeErrorCode(code)?.class ?? (is_transient === true ? 'transient' : classOfStatus(http_status))
}

/** Undefined for a code that is not in the table. */
export function describeErrorCode(code: number): ClassifiedError | undefined {
  for (const [errorClass, table] of TABLES) {
    const known = table[code]
    if (known) return { ...known, class: errorClass }
  }
  return code >= 200 && code <= 299 ? { ...PERMISSION_ERROR, class: 'account' } : undefined
}

const TABLES: readonly (readonly [ErrorClass, ErrorTable])[] = [
  ['account', ACCOUNT_ERRORS],
  ['pace', PACE_ERRORS],
  ['recipient', RECIPIENT_ERRORS],
  ['request', REQUEST_ERRORS],
  ['template', TEMPLATE_ERRORS],
  ['transient', TRANSIENT_ERRORS],
]

/** An unknown code is tried again: the attempts of a message are limited, a message failed too early is lost. */
function classOfStatus(http_status: number | undefined): ErrorClass {
  if (http_status === 401 || http_status === 403) return 'account'
  return http_status === 429 ? 'pace' : 'transient'
}
