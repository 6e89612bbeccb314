import { createTraceId, type GraphErrorFacts } from './graph-error.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Behaviour } from '../behaviour/schema.ts'
import { APP_ID, appSecretOf, hasScope, type Identity } from './account.ts'

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
  const { token_expired, access_tokens } = behaviour().account ?? {}
  if (token_expired === true) {
    const title = 'Error validating access token: Session has expired'
    return { ok: false, error: { code: 190, error_subcode: 463, title } }
  }
  const accepted = access_tokens ?? identity.access_token
  if (accepted !== undefined && ![accepted].flat().includes(token)) {
    return { ok: false, error: { code: 190, error_subcode: 467, title: 'Invalid OAuth access token.' } }
  }
  return { ok: true, version, token }
}

/** As {@link checkAccess}, for a call that needs an app access token: the id of the app and its secret. */
export function checkAppAccess(
  request: FastifyRequest,
  asked: string,
  identity: Identity,
  behaviour: () => Behaviour,
): Access {
  const version = parseVersion(asked)
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (version && token !== undefined && token === `${APP_ID}|${appSecretOf(identity, behaviour()) ?? ''}`)
    return { ok: true, version, token }
  const title = 'Invalid OAuth access token signature.'
  return { ok: false, error: { code: 190, title } }
}

const SCOPES = {
  messages: {
    name: 'whatsapp_business_messaging',
    code: 10,
    title: 'Application does not have permission for this action',
  },
  management: { name: 'whatsapp_business_management', code: 200, title: 'Permissions error' },
} as const

/** Undefined where the token has the scope. */
export function missingScope(behaviour: Behaviour, of: keyof typeof SCOPES): GraphErrorFacts | undefined {
  const { name, code, title } = SCOPES[of]
  return hasScope(behaviour.account ?? {}, name) ? undefined : { code, title }
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
