import type { FastifyRequest } from 'fastify'

const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i
const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/

/** How a request came: by HTTPS, from this machine, or over a network that could read the key. */
export type Transport = 'https' | 'local' | 'insecure'

/** HTTPS is known from proxies of TRUST_PROXY_CIDRS only; a forwarded request is never local. */
export function transportOf({ protocol, socket, headers }: FastifyRequest): Transport {
  if (protocol === 'https') return 'https'
  const is_forwarded = Object.keys(headers).some(
    (name) => name === 'forwarded' || name.startsWith('x-forwarded-'),
  )
  const is_local = LOOPBACK.test(socket.remoteAddress ?? '') && LOCAL_HOST.test(headers.host ?? '')
  return is_local && !is_forwarded ? 'local' : 'insecure'
}

/** A cookie with `__Host-` is refused by browsers without `Secure`, so a local request has a name of its own. */
export function cookieOf(transport: Exclude<Transport, 'insecure'>, suffix = '') {
  const is_secure = transport === 'https'
  return {
    name: `${is_secure ? '__Host-dutybell' : 'dutybell-local'}${suffix}`,
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure: is_secure } as const,
  }
}

/** Whether a browser sent the form from a page of this origin. */
export function isSameOrigin(
  { headers, protocol, host }: FastifyRequest,
  public_url: string | undefined,
): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const own = [`${protocol}://${host}`, ...(public_url === undefined ? [] : [new URL(public_url).origin])]
  return headers.origin !== undefined && own.includes(headers.origin)
}
