import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'
import type { AdminKey } from '../config.ts'
import { equalSecrets } from '../http/equal-secrets.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key the request carried. */
    admin_key_name: string | null
  }
}

/** Before anything else of the request is looked at, every route of `app` wants one of the keys. */
export function requireAdminKey(app: FastifyInstance, keys: readonly AdminKey[]): void {
  app.addHook('onRequest', async (request, reply) => {
    const key = findKey(keys, request.headers.authorization)
    if (key === undefined) {
      reply.header('www-authenticate', 'Bearer realm="dutybell"')
      throw new AppError('unauthorized', 'Send an admin key as Authorization: Bearer <secret>.')
    }
    request.admin_key_name = key.name
  })
}

/** Compares with every key, so that the time does not tell which one came close. */
function findKey(keys: readonly AdminKey[], authorization: string | undefined): AdminKey | undefined {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
  return keys.filter(({ secret }) => equalSecrets(given, secret)).at(0)
}
