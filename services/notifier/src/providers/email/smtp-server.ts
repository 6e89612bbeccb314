import { parseConnectionUrl } from 'nodemailer/lib/shared'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { SmtpServer, SmtpTimes } from './smtp-exchange.ts'

/** The supported options of the URL; others are ignored. */
const UrlOptions = Type.Object({
  requireTLS: Type.Optional(Type.Boolean()),
  ignoreTLS: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
})

/**
 * `SMTP_URL` as nodemailer reads it: `smtp(s)://user:password@host:port`, with `?requireTLS=true`, `?ignoreTLS=true`,
 * `?name=` (sent in EHLO) and `?tls.…=`; and with `?tls=off`, without which a password is sent encrypted only.
 *
 * @throws {Error} if an option has an invalid value
 */
export function parseSmtpUrl(smtp_url: string, times: SmtpTimes): SmtpServer {
  const is_plain = readTlsOption(smtp_url) === 'off'
  const url = parseConnectionUrl(smtp_url.replace(/([?&])tls=off(?:&|$)/u, '$1'))
  const options: unknown = url
  if (!Value.Check(UrlOptions, options)) {
    throw new Error('SMTP_URL: requireTLS and ignoreTLS must be true or false, name must be a host name.')
  }
  const { host, port, secure, auth, tls } = url
  return {
    connection: {
      host,
      port,
      secure,
      tls,
      requireTLS: is_plain ? false : auth ? true : options.requireTLS,
      ignoreTLS: is_plain || options.ignoreTLS,
      name: options.name,
      dnsTimeout: times.connect_timeout_ms,
      connectionTimeout: times.connect_timeout_ms,
      greetingTimeout: times.connect_timeout_ms,
      socketTimeout: times.read_timeout_ms,
      logger: false, // nodemailer's log contains addresses and texts
      debug: false,
      transactionLog: false,
    },
    auth: auth ? { user: auth.user ?? '', pass: auth.pass ?? '' } : undefined,
  }
}

function readTlsOption(smtp_url: string): 'off' | undefined {
  const { protocol, searchParams } = new URL(smtp_url)
  const tls = searchParams.get('tls')
  if (tls === null) return undefined
  if (tls !== 'off') throw new Error('SMTP_URL: tls can only be off.')
  if (protocol === 'smtps:') throw new Error('SMTP_URL: tls=off contradicts smtps://.')
  return 'off'
}
