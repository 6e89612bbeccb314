import { AppError } from '@dutybell/shared/errors'
import type { Scope } from '@dutybell/shared/api-keys/scopes'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Caller, type KeyRing, mayDo } from '../keys/key-ring.ts'
import { requiredScope } from '../keys/required-scope.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The owner of the key of the request. */
    admin_key_name: string | null
    caller: Caller | null
  }
}

/**
 * Every route of `app` requires a key with the scope of its `config.scope` or path, before the request is validated. The OpenAPI
 * document contains the requirement.
 */
export function requireAdminKey(app: FastifyInstance, keys: KeyRing): void {
  app.decorateRequest('caller', null)
  app.addHook('onRoute', (route) => {
    const scope = route.config?.scope ?? requiredScope(route.url)
    route.config = { ...route.config, scope }
    const words = [route.schema?.description, `Needs a key with the scope \`${scope}\`.`]
    route.schema = { ...route.schema, description: words.filter((part) => part !== undefined).join(' ') }
  })

  app.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'authorization').header('cache-control', 'private, no-cache') // who asks decides what is shown
    const caller = await keys.find(secretIn(request.headers.authorization))
    if (caller === undefined) throw unauthorized(reply)
    await noteCaller(keys, request, caller)
    const { scope = 'admin' } = request.routeOptions.config
    if (!mayDo(caller, scope)) throw missingScope(scope)
  })
}

export function unauthorized(reply: FastifyReply): AppError {
  reply.header('www-authenticate', 'Bearer realm="dutybell"')
  return new AppError('unauthorized', 'Send an admin key as Authorization: Bearer <secret>.')
}

export function missingScope(scope: Scope): AppError {
  return new AppError('missing_scope', `This needs a key with the scope ${scope}.`)
}

/** The request is of this caller from here on: in the log, the audit log and its Idempotency-Keys. */
export async function noteCaller(keys: KeyRing, request: FastifyRequest, caller: Caller): Promise<void> {
  request.admin_key_name = caller.name
  request.caller = caller
  await keys.noteUse(caller).catch((err: unknown) => {
    request.log.warn({ err }, "Could not write the time of a key's last use")
  })
}

/** @returns the empty text where there is no key */
export function secretIn(authorization: string | undefined): string {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
}
