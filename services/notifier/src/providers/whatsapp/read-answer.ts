import {
  classifyGraphError,
  describeErrorCode,
  type ErrorClass,
} from '@dutybell/shared/whatsapp/error-catalogue'
import type { ProviderError, SendResult } from '../outcome.ts'
import { cleanProviderText } from '../mask.ts'
import { acceptedAnswer, detailsOf, errorAnswer, type GraphError } from './graph-answer.ts'
import type { AnsweredExchange } from './http-exchange.ts'
import { first, parseJson, readRetryAfter } from './retry-after.ts'

export type ReadAnswer = SendResult & { readonly http_status: number; readonly trace_id: string | null }

/**
 * - 2xx: accepted with a message id; anything else in doubt
 * - 4xx, 5xx with a Graph error: refused, after a 5xx possibly taken all the same
 * - 5xx without: whoever answered does not know what became of it, so in doubt
 * - 3xx, 4xx without: not from Graph but from something in between, which did not take it. That concerns every message,
 *   so the channel pauses, rather than messages failing for good one by one
 */
export function readAnswer(answer: AnsweredExchange): ReadAnswer {
  const { status, headers } = answer
  const body = answer.body === null ? undefined : parseJson(answer.body)
  const error = errorAnswer.Check(body) ? body.error : undefined
  const trace_id = traceOf(error) ?? first(headers['x-fb-trace-id']) ?? first(headers['x-fb-request-id'])
  return { ...judge(answer, body, error), http_status: status, trace_id: trace_id ?? null }
}

function judge(answer: AnsweredExchange, body: unknown, error: GraphError | undefined): SendResult {
  const { status } = answer
  if (status < 300) return readSuccess(answer, body)
  if (error && status >= 400) {
    return { outcome: 'refused', error: toProviderError(answer, error), possibly_taken: status >= 500 }
  }
  const foreign = foreignError(answer)
  if (status >= 500) return { outcome: 'in_doubt', error: foreign }
  return { outcome: 'refused', error: foreign, possibly_taken: false }
}

function readSuccess(answer: AnsweredExchange, body: unknown): SendResult {
  const message = acceptedAnswer.Check(body) ? body.messages[0] : undefined
  if (!message) {
    const text =
      answer.body === null ? 'The answer was cut off.' : 'The answer could not be read: it names no message.'
    return { outcome: 'in_doubt', error: { class: 'transient', code: 'unreadable_answer', text } }
  }
  const template_paused = message.message_status === 'paused'
  const slow_down_ms = readRetryAfter(answer.headers)
  return {
    outcome: 'accepted',
    provider_message_id: message.id,
    ...(template_paused ? { template_paused } : {}),
    ...(slow_down_ms === undefined ? {} : { slow_down_ms }),
  }
}

function toProviderError(answer: AnsweredExchange, error: GraphError): ProviderError {
  const details = detailsOf(error.error_data)
  const message = typeof error.message === 'string' ? error.message : undefined
  const known = describeErrorCode(error.code)
  const wait_ms = readRetryAfter(answer.headers) ?? (known?.wait_seconds ?? 0) * 1000
  return {
    class: classifyGraphError({
      code: error.code,
      http_status: answer.status,
      error_subcode: typeof error.error_subcode === 'number' ? error.error_subcode : undefined,
      is_transient: typeof error.is_transient === 'boolean' ? error.is_transient : undefined,
      details,
    }),
    code: String(error.code),
    text: cleanProviderText([message, details].filter((part) => part !== undefined).join(': ')),
    ...(wait_ms > 0 ? { retry_after_ms: wait_ms } : {}),
  }
}

/** An answer without a Graph error, such as a page of a proxy. */
function foreignError(answer: AnsweredExchange): ProviderError {
  const { status } = answer
  const retry_after_ms = readRetryAfter(answer.headers)
  const text =
    status < 400
      ? `HTTP ${status}: a redirect, which is not followed. META_WA_BASE_URL or a proxy leads elsewhere.`
      : `HTTP ${status} without an error of the Graph API: it came from something on the way there.`
  return {
    class: foreignClass(answer),
    code: `http_${status}`,
    text,
    ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
  }
}

/** A cut-off 4xx may well have been Graph's, about this message only. */
function foreignClass({ status, body }: AnsweredExchange): ErrorClass {
  if (status === 429) return 'pace'
  const passing = status >= 500 || status === 408 || status === 425 || (status >= 400 && body === null)
  return passing ? 'transient' : 'account'
}

function traceOf(error: GraphError | undefined): string | undefined {
  return typeof error?.fbtrace_id === 'string' ? error.fbtrace_id : undefined
}
