import type { FastifyInstance, FastifyRequest } from 'fastify'
import { maskAddress } from '../http/mask-address.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The masked address of the client, read while its socket is open. */
    client_network: string
  }
}

/** Health checks and scrapes come every few seconds. */
const ROUTINE = new Set(['/livez', '/readyz', '/metrics'])

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** One line per request: the route's pattern and ids, never the address as it came, which may hold a phone number. */
export function logRequests(app: FastifyInstance): void {
  app.decorateRequest('admin_key_name', null)
  app.decorateRequest('client_network', '')
  app.addHook('onRequest', (request, _, done) => {
    request.client_network = maskAddress(request.ip)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? null,
      ...idOf(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      client: request.client_network,
      ...(request.admin_key_name === null ? {} : { admin: request.admin_key_name }),
    }
    const is_routine = ROUTINE.has(line.route ?? '') && line.status < 500
    request.log[is_routine ? 'debug' : 'info'](line, 'Request served')
    done()
  })
}

function idOf({ params }: FastifyRequest): { id?: string } {
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined
  return typeof id === 'string' && ID.test(id) ? { id } : {}
}
