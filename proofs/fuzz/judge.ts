import type { ProblemDocument } from '@dutybell/api/http/problem'
import { allows } from '@dutybell/shared/api-keys/scopes'
import type { AnswerChecker } from '../../services/api/test/openapi/check-answer.ts'
import type { Answer, Sent } from './http.ts'
import type { Request } from './request.ts'
import type { Change } from './row-watch.ts'
import { EMAIL_MARK, NAME_MARK, PHONE_MARK } from './values.ts'

const MAX_BODY_BYTES = 1_048_576 // of the API; it may close the connection before the rest is read
const WRITTEN_BY_READS: ReadonlySet<Change> = new Set(['audit_log insert']) // who was shown personal data

/** Words of stack traces, SQL and drivers. */
const INTERNALS =
  /\n\s*at |node_modules|file:\/\/|\.[jt]s:\d|\bselect .+ from\b|\binsert into\b|violates|duplicate key|invalid input syntax|invalid byte sequence|relation "|column "|unicode escape|\bpg\b|ECONN|FST_ERR|HPE_|TypeError|RangeError|SyntaxError|undefined|\[object/i

/** @returns what is wrong with the answer to a request, as sentences */
export function judge({ request, answer }: Sent, checkAnswer: AnswerChecker): string[] {
  if (answer === undefined)
    return (request.body?.length ?? 0) > MAX_BODY_BYTES ? [] : ['There was no answer.']
  const { method, target: url } = request
  const { status, body } = answer
  const headers = Object.fromEntries(answer.headers)
  const undocumented = checkAnswer({ method, url, status, headers, body: body.toString() })
  const is_problem = status >= 400 && method !== 'HEAD' && undocumented.length === 0
  return [
    ...(status >= 500 ? [`The status is ${status}.`] : []),
    ...undocumented,
    ...(is_problem ? faultsOfError(request, answer) : []),
    ...(status >= 400 ? dataOfOthers(request, answer) : unmaskedData(request, answer)),
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

/** Type, code and status are in the document; an error must also be found in the log, and contain no internals. */
function faultsOfError({ body: given }: Request, { headers, body }: Answer): string[] {
  const { detail, request_id, errors = [] }: ProblemDocument = JSON.parse(body.toString())
  const words = [detail, ...errors.map((fault) => fault.detail)]
  // The request's own words are allowed: the name of an unknown field comes back.
  const internals = words.filter((text) =>
    INTERNALS.exec(text)?.some((word) => given?.includes(word) !== true),
  )
  return [
    ...(request_id === headers.get('x-request-id') ? [] : ['The request_id is not the one of the header.']),
    ...words.filter((text) => !text.endsWith('.')).map((text) => `Not a sentence: ${text.slice(0, 100)}`),
    ...internals.map((text) => `Internals: ${text.slice(0, 200)}`),
  ]
}

/** An error may repeat what its request contains, and no personal data of others. */
function dataOfOthers({ target, body: given }: Request, { status, body }: Answer): string[] {
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
function unmaskedData({ key_holder, operation, method }: Request, { body }: Answer): string[] {
  if (key_holder === undefined || allows(key_holder.scopes, 'pii')) return []
  if (method === 'POST' && operation.path === '/v1/registrations') return []
  const text = body.toString()
  return [...text.matchAll(PHONE_MARK), ...text.matchAll(EMAIL_MARK)].map(
    ([mark]) => `A key without the scope pii was shown ${mark}`,
  )
}
