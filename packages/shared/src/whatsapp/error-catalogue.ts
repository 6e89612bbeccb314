/**
 * Meta's error codes that can occur when sending templates: class, meaning, and the action for an operator.
 * Codes of other interfaces (calls, flows, template management, inbound messages) are unknown here.
 */

import { ACCOUNT_ERRORS, MISSING_OBJECT_SUBCODE, PERMISSION_ERROR } from './account-errors.ts'
import {
  COMPARE_TEMPLATE,
  PACE_ERRORS,
  RECIPIENT_ERRORS,
  REQUEST_ERRORS,
  TEMPLATE_ERRORS,
  TRANSIENT_ERRORS,
} from './message-errors.ts'
import { NAMED_PARAMETERS_ACTION, readErrorDetails } from './error-details.ts'

/**
 * The class of an error decides what happens next:
 * - `transient`: retry, and count the attempt
 * - `pace`: wait; the attempt is not counted
 * - `quota`: a quota of hours or a day is used up: wait longer; the attempt is not counted
 * - `recipient`: this address cannot be reached; final
 * - `template`: hold all deliveries of the template
 * - `account`: pause the channel; the attempt is not counted
 * - `request`: a bug, or text that cannot be sent; final
 */
export type ErrorClass = 'transient' | 'pace' | 'quota' | 'recipient' | 'template' | 'account' | 'request'

export interface KnownError {
  readonly meaning: string
  /** Shown to operators. */
  readonly action: string
  /** How long to wait if Meta's answer does not say. */
  readonly wait_seconds?: number
}

export type ErrorTable = Readonly<Record<number, KnownError>>

/** Meta has no code for a used-up quota: class `quota` is for mail servers. */
export const ERROR_CATALOGUE: Readonly<Record<Exclude<ErrorClass, 'quota'>, ErrorTable>> = {
  account: ACCOUNT_ERRORS,
  pace: PACE_ERRORS,
  recipient: RECIPIENT_ERRORS,
  request: REQUEST_ERRORS,
  template: TEMPLATE_ERRORS,
  transient: TRANSIENT_ERRORS,
}

/** Limits messages from one number to one recipient; the channel is not affected. */
export const PAIR_RATE_LIMIT = '131056'

/** The person refuses marketing messages. */
export const MARKETING_REFUSED = '131050'

/** Meta withholds the message from this person for a day; since April 2026 it penalises earlier or repeated retries. */
export const WITHHELD_FOR_A_DAY = '131049'

/** A failed receipt has only code and details; a synchronous answer has all. */
export interface GraphErrorFacts {
  readonly code: number
  readonly error_subcode?: number | undefined
  readonly is_transient?: boolean | undefined
  readonly http_status?: number | undefined
  readonly details?: string | undefined
}

/**
 * By code and details first, then by Meta's hint, then by HTTP status: Meta varies the status of one and the same code.
 */
export function classifyGraphError(facts: GraphErrorFacts): ErrorClass {
  const { code, error_subcode, is_transient, http_status, details } = facts
  if (code === 100 && error_subcode === MISSING_OBJECT_SUBCODE) return 'account'
  const subject = readErrorDetails(code, details)
  if (subject !== undefined) return subject === 'recipient' ? 'recipient' : 'template'
  return describeErrorCode(code)?.class ?? (is_transient === true ? 'transient' : classOfStatus(http_status))
}

/** @returns undefined for an unknown code */
export function describeErrorCode(code: number): (KnownError & { readonly class: ErrorClass }) | undefined {
  for (const errorClass of CLASSES) {
    const known = ERROR_CATALOGUE[errorClass][code]
    if (known) return { ...known, class: errorClass }
  }
  return code >= 200 && code <= 299 ? { ...PERMISSION_ERROR, class: 'account' } : undefined
}

/** Adds to Meta's text what an operator must do, where only the details show it. */
export function withAdvice(code: number, text: string, details: string | undefined): string {
  if (readErrorDetails(code, details) !== 'named_parameters') return text
  return `${text.replace(/\.$/u, '')}. ${NAMED_PARAMETERS_ACTION}`
}

/** What an operator must do, by the details first. @returns undefined for an unknown code */
export function adviseOnGraphError(code: number, details: string | undefined): string | undefined {
  switch (readErrorDetails(code, details)) {
    case 'named_parameters':
      return NAMED_PARAMETERS_ACTION
    case 'template':
      return COMPARE_TEMPLATE
    case 'recipient':
      return RECIPIENT_ERRORS[131021]?.action
    default:
      return code === 100 && MISSING_OBJECT.test(details ?? '')
        ? ACCOUNT_ERRORS[803]?.action
        : describeErrorCode(code)?.action
  }
}

const MISSING_OBJECT = /\bobject with id\b[^]*\bdoes not exist\b/iu

const CLASSES = ['account', 'pace', 'recipient', 'request', 'template', 'transient'] as const

/** An unknown code is retried: MAX_ATTEMPTS bounds the retries, and a message failed too early is lost. */
function classOfStatus(http_status: number | undefined): ErrorClass {
  if (http_status === 401 || http_status === 403) return 'account'
  return http_status === 429 ? 'pace' : 'transient'
}

/** The parameters and the template do not match: Meta's approval of the template does not change that. */
const PARAMETER_MISMATCH: ReadonlySet<number> = new Set([132000, 132012, 132018, 134100])

/** The status of the template does not show the status of its flow. */
const FLOW_ERRORS: ReadonlySet<number> = new Set([132068, 132069])

/**
 * Whether an approval by Meta ends a hold of a template.
 *
 * @param hold_code Meta's error code, or `status`; null: Meta reported "paused" in an accepted answer
 */
export function endsWithApproval(hold_code: string | null): boolean {
  if (hold_code === null || hold_code === 'status') return true
  const code = Number(hold_code)
  return code in TEMPLATE_ERRORS && !PARAMETER_MISMATCH.has(code) && !FLOW_ERRORS.has(code)
}
