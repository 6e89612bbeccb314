import { allows } from '@dutybell/shared/api-keys/scopes'
import type { AnswerChecker } from '../../services/api/test/openapi/check-answer.ts'
import { faultsOfError } from './judge-error.ts'
import type { Answer, Sent } from './raw-http.ts'
import type { Request } from './request.ts'
import type { Change } from './row-watch.ts'
import { EMAIL_MARK, NAME_MARK, PHONE_MARK } from './values.ts'

const MAX_BODY_BYTES = 1_048_576 // of the API; it may close the connection before the rest is read
const MAX_HEADERS = 1_000 // of Node; it answers and closes
const WRITTEN_BY_READS: ReadonlySet<Change> = new Set(['audit_log insert']) // who was shown personal data

/** @returns what is wrong with the answer to a request, as sentences */
export function judge({ request, answer, ended }: Sent, checkAnswer: AnswerChecker): string[] {
  if (ended === 'silent') return ['There was no answer.']
  if (answer === undefined) return isReset(request) ? [] : ['The connection was closed without an answer.']
  const { method, target } = request
  const { status, headers, body } = answer
  return [
    ...faultsOfStatus(answer),
    ...(status >= 400 && method !== 'HEAD' ? faultsOfError(request, answer) : []),
    ...dataOfOthers(request, answer),
    ...unmaskedData(request, answer),
    ...checkAnswer({
      method,
      url: target,
      status,
      headers: Object.fromEntries(headers),
      body: body.toString(),
    }),
  ]
}

/** @returns what is wrong with the rows that were written while these requests, and only these, were answered */
export function faultsOfChanges(sent: readonly Sent[], changes: readonly Change[]): string[] {
  const served = sent.filter(({ answer }) => answer !== undefined && answer.status < 400)
  if (changes.length === 0 || served.some(mayWrite)) return []
  const rows = [...new Set(changes)].join(', ')
  if (served.length === 0) return [`A refused request wrote rows: ${rows}.`]
  return changes.every((change) => WRITTEN_BY_READS.has(change)) ? [] : [`A read wrote rows: ${rows}.`]
}

/** Reads and repetitions write nothing. */
function mayWrite({ request: { method }, answer }: Sent): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method) && answer?.headers.has('idempotency-replayed') !== true
}

function isReset({ headers, body }: Request): boolean {
  return (body?.length ?? 0) > MAX_BODY_BYTES || headers.length >= MAX_HEADERS
}

function faultsOfStatus({ status, headers }: Answer): string[] {
  return [
    ...(status >= 500 ? [`The status is ${status}.`] : []),
    ...(headers.has('x-request-id') ? [] : [`The answer, ${status}, has no x-request-id.`]),
    ...(status === 405 && !headers.has('allow') ? ['A 405 has no Allow.'] : []),
    ...(status === 429 && !headers.has('retry-after') ? ['A 429 has no Retry-After.'] : []),
  ]
}

/** An error may repeat what its request contains, and no personal data of others. */
function dataOfOthers({ target, body: given }: Request, { status, body }: Answer): string[] {
  if (status < 400) return []
  const text = body.toString()
  const numbers = [...text.matchAll(PHONE_MARK)].map(([, digits = '']) => digits.slice(2))
  const sent = `${target}\n${given?.toString() ?? ''}`
  const said = `${sent}\n${sent.replaceAll(/[ ().-]|%20|%2B/g, '')}` // numbers as digits alone, too
  return [...numbers, ...(text.match(NAME_MARK) ?? []), ...(text.match(EMAIL_MARK) ?? [])]
    .filter((mark) => !said.includes(mark))
    .map((mark) => `The error, ${status}, contains data of another person: ${mark}`)
}

/**
 * Without the scope `pii` numbers and addresses are masked, also those of the request. The answer to a registration
 * is the same with a key as without one.
 */
function unmaskedData({ key_holder, operation, method }: Request, { status, body }: Answer): string[] {
  if (key_holder === undefined || status >= 400 || allows(key_holder.scopes, 'pii')) return []
  if (method === 'POST' && operation.path === '/v1/registrations') return []
  const text = body.toString()
  return [...text.matchAll(PHONE_MARK), ...text.matchAll(EMAIL_MARK)].map(
    ([mark]) => `A key without the scope pii was shown ${mark}`,
  )
}
