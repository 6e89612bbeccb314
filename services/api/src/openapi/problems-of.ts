import type { ErrorCode } from '@dutybell/shared/errors'
import type { FastifyContextConfig, FastifySchema, RouteOptions } from 'fastify'
import { EXEMPT_FROM_SHEDDING } from '../plugins/load-shedding.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The errors of the route's own work, beside those of its input and authentication. */
    problems?: readonly ErrorCode[]
  }
}

interface Described {
  readonly url: string
  readonly method: RouteOptions['method']
  readonly schema: FastifySchema
  readonly config: FastifyContextConfig
}

const WITHOUT_BODY = new Set(['GET', 'HEAD'])

/** All errors of a route, except those of unknown URLs and methods. */
export function problemsOf({ url, method, schema, config }: Described): ReadonlySet<ErrorCode> {
  const { params, querystring, headers, body } = schema
  const takes_input = [params, querystring, headers, body].some((part) => part !== undefined)
  const takes_body = ![method].flat().every((name) => WITHOUT_BODY.has(name))
  return new Set<ErrorCode>([
    ...(config.scope === undefined ? [] : KEYED),
    ...(config.scope === undefined || config.csv === true ? [] : (['not_acceptable'] as const)),
    ...(takes_input ? (['invalid_input'] as const) : []),
    'malformed_request',
    ...(takes_body ? SENT : []),
    ...(config.problems ?? []),
    'internal_error',
    ...(EXEMPT_FROM_SHEDDING.has(url) ? [] : (['overloaded'] as const)),
  ])
}

const KEYED: readonly ErrorCode[] = ['unauthorized', 'missing_scope', 'database_unavailable']
const SENT: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type']
