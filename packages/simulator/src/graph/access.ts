import { createTraceId, type GraphErrorFacts } from './graph-error.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Behaviour } from '../behaviour/schema.ts'
import type { Identity } from './account.ts'

/** The Graph versions in service in November 2026. */
const OLDEST = 21
const NEWEST = 26

export interface GraphVersion {
  /** As in the path, such as `v25.0`. */
  readonly asked: string
  /** An expired version is served by the oldest one in service. */
  readonly served: string
  readonly major: number
}

export type Access =
  | { readonly ok: true; readonly version: GraphVersion; readonly token: string }
  | { readonly ok: false; readonly error: GraphErrorFacts }

/** Checks the version, then the token, as Graph does before all other checks. */
export function checkAccess(
  request: FastifyRequest,
  asked: string,
  identity: Identity,
  behaviour: () => Behaviour,
): Access {
  const version = parseVersion(asked)
  if (!version) {
    const title = `Unknown path components: /${asked}`
    return { ok: false, error: { code: 2500, title, type: 'OAuthException' } }
  }
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined) return { ok: false, error: { code: 104 } }
  if (behaviour().account?.token_expired === true) {
    const title = 'Error validating access token: Session has expired'
    return { ok: false, error: { code: 190, error_subcode: 463, title } }
  }
  if (identity.access_token !== undefined && token !== identity.access_token) {
    return { ok: false, error: { code: 190, error_subcode: 467, title: 'Invalid OAuth access token.' } }
  }
  return { ok: true, version, token }
}

export function unknownObject(id: string, verb: 'get' | 'post'): GraphErrorFacts {
  const title = `Unsupported ${verb} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`
  return { code: 100, error_subcode: 33, type: 'GraphMethodException', title }
}

/** The headers of each answer of Graph. */
export function setGraphHeaders(
  reply: FastifyReply,
  version: GraphVersion | undefined,
  wabaId: string,
): void {
  const usage = {
    type: 'whatsapp',
    call_count: 1,
    total_cputime: 1,
    total_time: 1,
    estimated_time_to_regain_access: 0,
  }
  reply.headers({
    'content-type': 'application/json; charset=UTF-8',
    'x-fb-trace-id': createTraceId(),
    'x-fb-request-id': createTraceId(),
    'x-fb-rev': '1000000000',
    'x-app-usage': JSON.stringify({ call_count: 1, total_time: 1, total_cputime: 1 }),
    'x-business-use-case-usage': JSON.stringify({ [wabaId]: [usage] }),
    'cache-control': 'private, no-cache, no-store, must-revalidate',
    ...(version === undefined ? {} : { 'facebook-api-version': version.served }),
  })
}

/** Undefined for a text that is not the name of a version. */
function parseVersion(text: string): GraphVersion | undefined {
  const major = Number(/^v(\d{1,2})\.\d$/.exec(text)?.[1])
  if (!(major >= 1 && major <= NEWEST)) return undefined
  const servedMajor = Math.max(major, OLDEST)
  return { asked: text, served: `v${servedMajor}.0`, major: servedMajor }
}
