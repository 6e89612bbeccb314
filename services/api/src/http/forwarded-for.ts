import { isIP } from 'node:net'

/**
 * The addresses of an `X-Forwarded-For` header that can be read. Azure's gateways write `address:port`; IPv6 may stand in brackets. An
 * entry that is no address was written by a proxy that did not know its client, so everything before it may be invented: it is dropped,
 * and the client is the nearest address behind it.
 */
export function readForwardedFor(header: string): readonly string[] {
  const entries = header.split(',').map(readAddress)
  return entries.slice(entries.lastIndexOf(undefined) + 1).filter((address) => address !== undefined)
}

function readAddress(entry: string): string | undefined {
  const text = entry.trim().replace(/^"(.*)"$/, '$1')
  const [, bare = text] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? /^([\d.]+):\d+$/.exec(text) ?? []
  const [address = ''] = bare.split('%', 1) // without the zone of a link-local address
  return isIP(address) === 0 ? undefined : address
}
