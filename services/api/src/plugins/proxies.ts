import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isIP } from 'node:net'
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

/**
 * The addresses of an `X-Forwarded-For` header that can be read. Azure's gateways write `address:port`; IPv6 may stand in brackets. An
 * entry that is no address was written by a proxy that did not know its client, so everything before it may be invented: it is dropped,
 * and the client is the nearest address behind it.
 */
function readForwardedFor(header: string): readonly string[] {
  const entries = header.split(',').map(readAddress)
  return entries.slice(entries.lastIndexOf(undefined) + 1).filter((address) => address !== undefined)
}

function readAddress(entry: string): string | undefined {
  const text = entry.trim().replace(/^"(.*)"$/, '$1')
  const [, bare = text] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? /^([\d.]+):\d+$/.exec(text) ?? []
  const [address = ''] = bare.split('%', 1) // without the zone of a link-local address
  return isIP(address) === 0 ? undefined : address
}
