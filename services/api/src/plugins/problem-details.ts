import {
  isDatabaseUnavailable,
  isDiskFull,
  isLockTimeout,
  isOutOfConnections,
  isReadOnly,
  isSchemaMissing,
  isStatementCancelled,
  isTransactionConflict,
} from '@dutybell/shared/db/failures'
import { AppError } from '@dutybell/shared/errors'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CATALOGUE, problemType } from '../errors/catalogue.ts'
import { describeValidation } from '../http/describe-validation.ts'
import type { Exchange } from '../http/exchange.ts'
import { summarise } from '../http/faults.ts'
import { etagOf } from '../http/etag.ts'
import type { ProblemDocument } from '../http/problem.ts'

/** A database usually returns within seconds. */
const RETRY_AFTER_SECONDS = 5

/** The one place that turns errors into responses. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = describeError(error, { request, reply })
  const { status } = CATALOGUE[known.code]
  request.problem_code = known.code
  reply.header('x-request-id', request.id) // a URL that cannot be parsed passes no hook
  if (known.current_version !== undefined) reply.header('etag', etagOf(known.current_version))
  if (status === 413 && isDrained(request)) reply.removeHeader('connection')
  const about = { instance: pathOf(request.url), request_id: request.id }
  return reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify(toProblem(known, about)))
}

/** The error of the catalogue for an error, which is logged where an operator must see it. */
export function describeError(error: unknown, { request, reply }: Exchange): AppError {
  const known = toAppError(error, request)
  const { status } = CATALOGUE[known.code]
  if (status === 500) request.log.error({ err: error }, 'Internal error')
  if (status === 503) request.log.warn({ err: error }, 'Request refused: service unavailable')
  if (known.retry_after_seconds !== undefined) reply.header('retry-after', known.retry_after_seconds)
  return known
}

const MIB = 1024 * 1024
const MOST_DRAINED_BYTES = 16 * MIB

/**
 * Fastify closes the connection after the answer to a body that is too large. With unread bytes, the close resets the connection and
 * most clients never see the answer. The rest of a body of moderate size is therefore read and discarded.
 */
function isDrained({ headers }: FastifyRequest): boolean {
  return Number(headers['content-length']) <= MOST_DRAINED_BYTES
}

export function toProblem(error: AppError, about: { instance: string; request_id: string }): ProblemDocument {
  const { status, title } = CATALOGUE[error.code]
  return {
    type: problemType(error.code),
    title,
    status,
    detail: error.message,
    instance: about.instance,
    code: error.code,
    request_id: about.request_id,
    ...(error.faults.length > 0 ? { errors: error.faults } : {}),
    ...(error.current_version === undefined ? {} : { current_version: error.current_version }),
    ...error.members,
  }
}

/** Served requests prove that the schema is there: a table that is missing afterwards is no reason to wait. */
export function noteReadiness(app: FastifyInstance): void {
  app.decorate('readiness', { was_ready: false })
  app.addHook('onResponse', (request, reply, done) => {
    const uses_database = /^\/(?:v1\/|readyz$)/.test(request.routeOptions.url ?? '')
    if (uses_database && reply.statusCode < 300) request.server.readiness.was_ready = true
    done()
  })
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly readiness: { was_ready: boolean }
  }
}

function toAppError(error: unknown, request: FastifyRequest): AppError {
  if (error instanceof AppError) return error
  const again = { cause: error, retry_after_seconds: RETRY_AFTER_SECONDS }
  const overload = describeOverload(error)
  if (overload !== undefined)
    return new AppError('overloaded', `${overload} Try again in a few seconds.`, again)
  if (isDatabaseUnavailable(error) || (isSchemaMissing(error) && !request.server.readiness.was_ready))
    return new AppError(
      'database_unavailable',
      `${describeUnavailable(error)} Try again in a few seconds.`,
      again,
    )
  if (error instanceof Error && isFastifyError(error)) return fromFastify(error, request)
  return new AppError('internal_error', 'Internal error: the log has it under request_id.', {
    cause: error,
  })
}

/** The database is well, and could not serve the request in time. */
function describeOverload(error: unknown): string | undefined {
  if (isOutOfConnections(error)) return 'Every database connection is in use.'
  if (isStatementCancelled(error)) return 'The database took too long, and ended the request.'
  if (isLockTimeout(error) || isTransactionConflict(error)) return 'Other requests change the same rows.'
  return undefined
}

function describeUnavailable(error: unknown): string {
  if (isDiskFull(error)) return 'The disk of the database is full.'
  if (isReadOnly(error)) return 'The database takes no writes.'
  return 'The database cannot be reached.'
}

function isFastifyError(error: Error): error is FastifyError & { statusCode: number } {
  return 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500
}

function fromFastify(error: FastifyError, request: FastifyRequest): AppError {
  if (error.validation) {
    const faults = describeValidation(error.validation, request.routeOptions.schema?.response)
    return new AppError('invalid_input', summarise(faults), { faults })
  }
  switch (error.statusCode) {
    case 413:
      return new AppError(
        'payload_too_large',
        `The body is too large: the limit is ${request.routeOptions.bodyLimit / MIB} MiB.`,
      )
    case 415:
      return new AppError('unsupported_media_type', 'Send JSON, with content-type: application/json.')
    default:
      return new AppError('malformed_request', describeMalformed(error), { cause: error })
  }
}

function describeMalformed(error: FastifyError): string {
  if (error.code === 'FST_ERR_BAD_URL')
    return 'The URL has a % without two hex digits: write %25 for a percent sign.'
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError)
    return 'The body is not valid JSON: check its quotes, commas and brackets.'
  return `The request cannot be read: ${firstWords(error.message)}.`
}

/** A parser quotes the input behind a comma or a quotation mark; the input may be anything. */
function firstWords(message: string): string {
  return (/^[\w\s()/-]{1,100}/.exec(message)?.[0] ?? 'it is malformed').trim()
}

/** Without the query, which may hold a phone number, and without the host that an address for a proxy begins with. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?]*/i, '').split(/[?#]/, 1)[0] ?? '/'
}
