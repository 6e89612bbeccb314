import { parseJson } from '@dutybell/shared/json-object'
import {
  classifyGraphError,
  describeErrorCode,
  type ErrorClass,
  withAdvice,
} from '@dutybell/shared/whatsapp/error-catalogue'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { accountOf } from '../../inbound/read-account.ts'
import type { ProviderError, SendResult } from '../outcome.ts'
import { cleanProviderText } from '../clean-provider-text.ts'
import { readWaitInText } from '../wait-in-text.ts'
import { acceptedAnswer, detailsOf, errorAnswer, type GraphError } from './graph-answer.ts'
import type { AnsweredExchange } from './http-exchange.ts'
import { first, readRetryAfter } from './retry-after.ts'

export type ReadAnswer = SendResult & { readonly http_status: number; readonly trace_id: string | null }

/**
 * - 2xx: accepted with a message id; without one in doubt
 * - 4xx, 5xx with a Graph error: refused; after a 5xx the message may have arrived (the database decides by http_status)
 * - 5xx without a Graph error: in doubt, as the sender of the answer does not know the outcome
 * - 3xx, 4xx without a Graph error: from a proxy, not from Graph, and not accepted. This affects every message, so the channel
 *   pauses instead of failing one message after another
 */
export function readAnswer(answer: AnsweredExchange): ReadAnswer {
  const { status, headers } = answer
  const body = answer.body === null ? undefined : parseJson(answer.body)
  const error = errorAnswer.Check(body) ? body.error : undefined
  const trace_id = traceOf(error) ?? first(headers['x-fb-trace-id']) ?? first(headers['x-fb-request-id'])
  return { ...readResult(answer, body, error), http_status: status, trace_id: trace_id ?? null }
}

/** Why an answer is no success, for an operator. */
export function describeRefusal(answer: AnsweredExchange): string {
  const read = readAnswer(answer)
  return read.outcome === 'accepted' ? `HTTP ${answer.status}` : read.error.text
}

function readResult(answer: AnsweredExchange, body: unknown, error: GraphError | undefined): SendResult {
  const { status } = answer
  if (status < 300) return readSuccess(answer, body)
  if (error && status >= 400) {
    return { outcome: 'refused', error: toProviderError(answer, error) }
  }
  const error_of_proxy = proxyError(answer)
  if (status >= 500) return { outcome: 'in_doubt', error: error_of_proxy }
  return { outcome: 'refused', error: error_of_proxy }
}

function readSuccess(answer: AnsweredExchange, body: unknown): SendResult {
  const message = acceptedAnswer.Check(body) ? body.messages[0] : undefined
  if (!message) {
    const text =
      answer.body === null ? 'The answer is incomplete.' : 'The answer is unreadable: it has no message id.'
    return { outcome: 'in_doubt', error: { class: 'transient', code: 'unreadable_answer', text } }
  }
  const template_paused = message.message_status === 'paused'
  const slow_down_ms = readRetryAfter(answer.headers)
  return {
    outcome: 'accepted',
    provider_message_id: message.id,
    ...readAccount(body),
    ...(template_paused ? { template_paused } : {}),
    ...(slow_down_ms === undefined ? {} : { slow_down_ms }),
  }
}

const answered = Compile(
  Type.Object({
    contacts: Type.Array(
      Type.Object({
        input: Type.Optional(Type.Unknown()),
        wa_id: Type.Optional(Type.Unknown()),
        user_id: Type.Optional(Type.Unknown()),
      }),
      { minItems: 1 },
    ),
  }),
)

/** Meta may know the number by other digits, and by a user id. */
function readAccount(body: unknown): { account?: { wa_id: string | null; user_id: string | null } } {
  const [contact] = answered.Check(body) ? body.contacts : []
  if (contact === undefined) return {}
  const { wa_id, user_id } = accountOf(contact.wa_id, contact.user_id, undefined)
  const is_other = wa_id !== null && contact.input !== `+${wa_id}` && contact.input !== wa_id
  if (!is_other && user_id === null) return {}
  return { account: { wa_id: is_other ? wa_id : null, user_id } }
}

function toProviderError(answer: AnsweredExchange, error: GraphError): ProviderError {
  const details = detailsOf(error.error_data)
  const message = typeof error.message === 'string' ? error.message : undefined
  const about = details ?? message
  const known = describeErrorCode(error.code)
  const wait_ms =
    readRetryAfter(answer.headers) ?? readWaitInText(about ?? '') ?? (known?.wait_seconds ?? 0) * 1000
  return {
    class: classifyGraphError({
      code: error.code,
      http_status: answer.status,
      error_subcode: typeof error.error_subcode === 'number' ? error.error_subcode : undefined,
      is_transient: typeof error.is_transient === 'boolean' ? error.is_transient : undefined,
      details: about,
    }),
    code: String(error.code),
    text: withAdvice(
      error.code,
      cleanProviderText([message, details].filter((part) => part !== undefined).join(': ')),
      about,
    ),
    ...(wait_ms > 0 ? { retry_after_ms: wait_ms } : {}),
  }
}

/** For an answer without a Graph error, such as an error page of a proxy. */
function proxyError(answer: AnsweredExchange): ProviderError {
  const { status } = answer
  const retry_after_ms = readRetryAfter(answer.headers)
  const text =
    status < 400
      ? `HTTP ${status}: redirects are not followed. Check META_WA_BASE_URL and the proxy.`
      : `HTTP ${status} without a Graph API error: the answer came from a proxy.`
  return {
    class: classOfProxyError(answer),
    code: `http_${status}`,
    text,
    ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
  }
}

/** An incomplete 4xx may be of Graph and about this message only. */
function classOfProxyError({ status, body }: AnsweredExchange): ErrorClass {
  if (status === 429) return 'pace'
  const transient = status >= 500 || status === 408 || status === 425 || (status >= 400 && body === null)
  return transient ? 'transient' : 'account'
}

function traceOf(error: GraphError | undefined): string | undefined {
  return typeof error?.fbtrace_id === 'string' ? error.fbtrace_id : undefined
}
