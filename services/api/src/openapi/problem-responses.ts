import type { ErrorCode } from '@dutybell/shared/errors'
import { CATALOGUE } from '../errors/catalogue.ts'
import { ETAG, RETRY_AFTER, WWW_AUTHENTICATE } from '../http/headers.ts'
import { Problem } from '../http/problem.ts'

/** The responses that carry these errors, by status: each says which codes it may have. */
export function problemResponses(codes: Iterable<ErrorCode>): Record<number, object> {
  const by_status = Map.groupBy([...codes].toSorted(byStatus), (code) => CATALOGUE[code].status)
  return Object.fromEntries([...by_status].map(([status, codes]) => [status, response(status, codes)]))
}

const HEADERS: Partial<Record<ErrorCode, Record<string, object>>> = {
  unauthorized: WWW_AUTHENTICATE,
  precondition_failed: ETAG,
  idempotency_key_in_use: RETRY_AFTER,
  rate_limited: RETRY_AFTER,
  database_unavailable: RETRY_AFTER,
  overloaded: RETRY_AFTER,
}

function response(status: number, codes: readonly ErrorCode[]): object {
  const narrowed = {
    type: 'object',
    properties: { status: { type: 'integer', enum: [status] }, code: { type: 'string', enum: codes } },
    required: ['status', 'code'],
  }
  return {
    description: codes.map((code) => `\`${code}\`: ${CATALOGUE[code].title}.`).join(' '),
    headers: Object.assign({}, ...codes.map((code) => HEADERS[code] ?? {})),
    content: { 'application/problem+json': { schema: { allOf: [Problem, narrowed] } } },
  }
}

function byStatus(a: ErrorCode, b: ErrorCode): number {
  return CATALOGUE[a].status - CATALOGUE[b].status
}
