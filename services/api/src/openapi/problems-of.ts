import type { ErrorCode } from '@dutybell/shared/errors'
import type { FastifyContextConfig, FastifySchema, RouteOptions } from 'fastify'
import { EXEMPT_FROM_SHEDDING } from '../plugins/load-shedding.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The errors of what the route does, beside those that follow from how it is asked. */
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

/** Every error that a route may answer with, but those of an address or method that is none. */
export function problemsOf({ url, method, schema, config }: Described): ReadonlySet<ErrorCode> {
  const { params, querystring, headers, body } = schema
  const takes_input = [params, querystring, headers, body].some((part) => part !== undefined)
  const takes_body = ![method].flat().every((name) => WITHOUT_BODY.has(name))
  return new Set<ErrorCode>([
    ...(config.scope === undefined ? [] : KEYED),
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
