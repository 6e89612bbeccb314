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
 * `?name=` (sent in EHLO) and `?tls.…=`.
 *
 * @throws {Error} if an option has an invalid value
 */
export function parseSmtpUrl(smtp_url: string, times: SmtpTimes): SmtpServer {
  const url = parseConnectionUrl(smtp_url)
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
      requireTLS: options.requireTLS,
      ignoreTLS: options.ignoreTLS,
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
