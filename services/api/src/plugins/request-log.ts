import type { FastifyInstance } from 'fastify'
import { isIPv4 } from 'node:net'
import { idIn } from '../http/schemas.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The masked address of the client, read while its socket is open. */
    client_network: string
    /** The code of the problem that it was answered with. */
    problem_code: string | null
  }
}

/** Health checks and scrapes come every few seconds. */
const ROUTINE = new Set(['/livez', '/readyz', '/metrics'])

/** One line per request: the route's pattern and ids, never the address as it came, which may hold a phone number. */
export function logRequests(app: FastifyInstance): void {
  app.decorateRequest('admin_key_name', null)
  app.decorateRequest('client_network', '')
  app.decorateRequest('problem_code', null)
  app.addHook('onRequest', (request, _, done) => {
    request.client_network = maskAddress(request.ip)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const id = idIn(request.params)
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? null,
      ...(id === undefined ? {} : { id }),
      status: reply.statusCode,
      ...(request.problem_code === null ? {} : { code: request.problem_code }),
      ms: Math.round(reply.elapsedTime),
      client: request.client_network,
      ...(request.admin_key_name === null ? {} : { admin: request.admin_key_name }),
    }
    const is_routine = ROUTINE.has(line.route ?? '') && line.status < 500
    request.log[is_routine ? 'debug' : 'info'](line, 'Request served')
    done()
  })
}

/** The network of an address, by which a flood can be traced without keeping who asked: /24 of IPv4, /48 of IPv6. */
function maskAddress(address: string): string {
  const [, mapped = address] = /^::ffff:([\d.]+)$/i.exec(address) ?? []
  if (isIPv4(mapped)) return `${mapped.split('.').slice(0, 3).join('.')}.0/24`
  const { hostname } = URL.parse(`http://[${address}]`) ?? { hostname: '' }
  if (hostname === '') return 'unknown'
  const [head = '', tail = ''] = hostname.slice(1, -1).split('::')
  const [left, right] = [head, tail].map((part) => (part === '' ? [] : part.split(':')))
  const zeros = Array.from({ length: 8 - (left?.length ?? 0) - (right?.length ?? 0) }, () => '0')
  const groups = [...(left ?? []), ...zeros, ...(right ?? [])].slice(0, 3)
  return `${groups.join(':').replace(/(:0)+$/, '')}::/48`
}
