import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type KeyRing, mayDo } from '../keys/key-ring.ts'
import { requiredScope } from '../keys/required-scope.ts'
import { missingScope, noteCaller, secretIn, unauthorized } from './admin-auth.ts'

/** The errors of a key that does not count. */
export const OPTIONAL_KEY_PROBLEMS = ['unauthorized', 'missing_scope'] as const

/**
 * The routes of `app` are open to everyone. A request with a key of the scope of the path has a `caller`. Another key is refused after
 * the limits, which count it, so that keys cannot be guessed faster here.
 */
export function recogniseKey(app: FastifyInstance, keys: KeyRing): void {
  const scope = requiredScope(app.prefix)
  const find = ({ headers: { authorization } }: FastifyRequest) => keys.find(secretIn(authorization))
  app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request) => {
    if (!hasKey(request)) return
    const caller = await find(request)
    if (caller !== undefined && mayDo(caller, scope)) await noteCaller(keys, request, caller)
  })
  app.addHook('preValidation', async (request, reply) => {
    if (!hasKey(request) || request.caller !== null) return
    throw (await find(request)) === undefined ? unauthorized(reply) : missingScope(scope)
  })
}

/** A preflight request has none: it asks for any caller. */
function hasKey({ method, headers }: FastifyRequest): boolean {
  return method !== 'OPTIONS' && secretIn(headers.authorization) !== ''
}
