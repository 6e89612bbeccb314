import { isIPv4 } from 'node:net'

/** The network of an address, by which a flood can be traced without keeping who asked: /24 of IPv4, /48 of IPv6. */
export function maskAddress(address: string): string {
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
