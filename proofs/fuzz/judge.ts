import type { AnswerChecker } from '../../services/api/test/openapi/check-answer.ts'
import type { Answer } from './answer.ts'
import { faultsOfError } from './judge-error.ts'
import { foreignData, maskedData } from './judge-personal-data.ts'
import { encode, type Request } from './request.ts'
import type { Sent } from './sent.ts'

/** What is wrong with how a request was answered, in sentences. */
export function judge({ request, exchange: { answers, ended } }: Sent, checkAnswer: AnswerChecker): string[] {
  const [first] = answers
  return [
    ...(ended === 'silent' ? ['There was neither an answer nor an end.'] : []),
    ...(ended === 'closed' && !mayBeReset(request) ? ['The connection was closed without an answer.'] : []),
    ...answers.flatMap((answer) => [
      ...faultsOfStatus(answer),
      ...(answer.status >= 400 && !isHead(request) ? faultsOfError(request, answer) : []),
      ...foreignData(request, answer),
      ...maskedData(request, answer),
    ]),
    ...(first ? againstDocument(request, first, checkAnswer) : []),
  ]
}

/**
 * A fault of HTTP may cost the answer; so may a head that Node does not take, with a body behind it that it then does not
 * read: it answers and closes, and what is unread resets the connection.
 */
function mayBeReset(request: Request): boolean {
  if (request.wire_fault !== undefined) return true
  const head = encode({ ...request, body: undefined }).length
  const is_taken = head < MOST_HEAD_BYTES && request.headers.length < MOST_HEADERS
  return !is_taken && (request.body !== undefined || head > MOST_BYTES_READ_AT_ONCE)
}

const MOST_HEAD_BYTES = 16_000
const MOST_HEADERS = 1_000
const MOST_BYTES_READ_AT_ONCE = 65_536

/** Of several answers on one connection the first is of this request. */
function againstDocument(
  { method, target }: Request,
  { status, headers, body }: Answer,
  checkAnswer: AnswerChecker,
): string[] {
  return checkAnswer({
    method,
    url: addressIn(target),
    status,
    headers: Object.fromEntries(headers),
    body: body.toString(),
  })
}

/** Without the host that an address for a proxy begins with, a fragment, and blanks behind it. */
function addressIn(target: string): string {
  return target.replaceAll(/^https?:\/\/[^/?]*|#.*| +$/g, '')
}

function isHead({ method }: Request): boolean {
  return method === 'HEAD'
}

function faultsOfStatus({ status, headers }: Answer): string[] {
  return [
    ...(Number.isInteger(status) ? [] : ['The answer has no status.']),
    ...(status >= 500 ? [`The status is ${status}.`] : []),
    ...(headers.has('x-request-id') ? [] : [`The answer, ${status}, has no x-request-id.`]),
    ...(status === 405 && !headers.has('allow') ? ['A 405 has no Allow.'] : []),
    ...((status === 429 || status === 503) && !headers.has('retry-after')
      ? [`A ${status} has no Retry-After.`]
      : []),
  ]
}
