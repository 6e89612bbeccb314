import { BlockList, isIPv4, isIPv6 } from 'node:net'

const PRIVATE = new BlockList()
PRIVATE.addSubnet('127.0.0.0', 8)
PRIVATE.addSubnet('10.0.0.0', 8)
PRIVATE.addSubnet('172.16.0.0', 12)
PRIVATE.addSubnet('192.168.0.0', 16)
PRIVATE.addSubnet('169.254.0.0', 16)
PRIVATE.addAddress('::1', 'ipv6')
PRIVATE.addSubnet('fc00::', 7, 'ipv6')
PRIVATE.addSubnet('fe80::', 10, 'ipv6')

/** Loopback, link-local and the private networks of RFC 1918 and RFC 4193. */
export function isPrivateAddress(address: string): boolean {
  const [bare = ''] = address.split('%', 1)
  return isIPv4(bare) ? PRIVATE.check(bare) : isIPv6(bare) && PRIVATE.check(bare, 'ipv6')
}
