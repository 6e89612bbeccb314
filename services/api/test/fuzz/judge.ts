import type { AnswerChecker } from '../openapi/check-answer.ts'
import type { Answer, Exchange } from './answer.ts'
import { faultsOfError } from './judge-error.ts'
import { foreignData, maskedData } from './judge-personal-data.ts'
import type { Request } from './request.ts'
import type { Change } from './row-watch.ts'

/** What is wrong with how a request was answered, in sentences. */
export function judge(
  request: Request,
  { answers, ended }: Exchange,
  changes: readonly Change[],
  checkAnswer: AnswerChecker,
): string[] {
  const [first] = answers
  return [
    ...(ended === 'silent' ? ['There was neither an answer nor an end.'] : []),
    ...(ended === 'closed' && request.wire_fault === undefined
      ? ['The connection was closed without an answer.']
      : []),
    ...answers.flatMap((answer) => [
      ...faultsOfStatus(answer),
      ...(answer.status >= 400 && !isHead(request) ? faultsOfError(answer) : []),
      ...foreignData(request, answer),
      ...maskedData(request, answer),
    ]),
    ...(first ? againstDocument(request, first, checkAnswer) : []),
    ...faultsOfChanges(request, answers, changes),
  ]
}

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

const WRITES_ON_READING: ReadonlySet<Change> = new Set(['audit_log insert']) // who was shown personal data

function faultsOfChanges(
  { method }: Request,
  answers: readonly Answer[],
  changes: readonly Change[],
): string[] {
  if (changes.length === 0) return []
  const what = [...new Set(changes)].join(', ')
  if (!answers.some(({ status }) => status < 400)) return [`It was refused, and rows were written: ${what}.`]
  const is_reading = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  const is_replay = answers.some(({ headers }) => headers.has('idempotency-replayed'))
  if (!is_reading && !is_replay) return []
  const unexpected = changes.filter((change) => !WRITES_ON_READING.has(change))
  return unexpected.length === 0 ? [] : [`It only reads, and rows were written: ${what}.`]
}
