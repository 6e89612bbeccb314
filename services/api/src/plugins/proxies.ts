import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readForwardedFor } from '../http/forwarded-for.ts'
import { isPrivateAddress } from '../http/private-address.ts'

/**
 * Cleans `X-Forwarded-For` before `request.ip` is read, and warns once where an address that is not trusted sends it: all clients behind
 * such a proxy share one limit. Public addresses are warned of apart, because anybody can send the header from there.
 */
export function readProxies(app: FastifyInstance, trusted: readonly string[]): void {
  const warned = new Set<boolean>()
  app.addHook('onRequest', (request, _, done) => {
    const { headers } = request.raw
    const header = String(headers['x-forwarded-for'] ?? '')
    if (header.trim() === '') return done()
    const is_trusted = (request.ips?.length ?? 0) > 1
    const addresses = readForwardedFor(header)
    if (addresses.length > 0) headers['x-forwarded-for'] = addresses.join(', ')
    else delete headers['x-forwarded-for']
    if (!is_trusted) warn(request)
    done()
  })

  function warn({ socket, log }: FastifyRequest): void {
    const proxy = (socket.remoteAddress ?? '').replace(/^::ffff:(?=[\d.]+$)/i, '')
    const is_private = isPrivateAddress(proxy)
    if (warned.has(is_private)) return
    warned.add(is_private)
    const line = `TRUST_PROXY_CIDRS=${[...trusted, proxy].join(',')}`
    log.warn(
      { proxy },
      `X-Forwarded-For from ${proxy} is ignored, so all clients behind this proxy share one limit. If it is your proxy, set ${line}`,
    )
  }
}
