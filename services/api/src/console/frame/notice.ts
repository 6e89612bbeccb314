import type { Exchange } from '../../http/exchange.ts'
import { cookieOf, transportOf } from './transport.ts'

const MAX_AGE_S = 60
const MAX_CHARACTERS = 600 // a cookie holds 4 KiB, and each character may need several bytes

/** Says after a redirect what was done. It is in a cookie, so that no link can make the console say something. */
export function setNotice({ request, reply }: Exchange, notice: string): void {
  const transport = transportOf(request)
  if (transport === 'insecure') return
  const { name, options } = cookieOf(transport, '-notice')
  const value = Buffer.from(notice.slice(0, MAX_CHARACTERS)).toString('base64url')
  reply.setCookie(name, value, { ...options, maxAge: MAX_AGE_S })
}

export function takeNotice({ request, reply }: Exchange): string | undefined {
  const transport = transportOf(request)
  if (transport === 'insecure') return undefined
  const { name, options } = cookieOf(transport, '-notice')
  const value = request.cookies[name]
  if (value === undefined || value === '') return undefined
  reply.clearCookie(name, options)
  return Buffer.from(value, 'base64url').toString()
}
