import type { FastifyInstance, FastifyRequest } from 'fastify'

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** One line per request: the route's pattern and ids, never the address as it came, which may hold a phone number. */
export function logRequests(app: FastifyInstance): void {
  app.decorateRequest('admin_key_name', null)
  app.addHook('onResponse', (request, reply, done) => {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? null,
      ...idOf(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(request.admin_key_name === null ? {} : { admin: request.admin_key_name }),
    }
    request.log.info(line, 'Request served')
    done()
  })
}

function idOf({ params }: FastifyRequest): { id?: string } {
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined
  return typeof id === 'string' && ID.test(id) ? { id } : {}
}
