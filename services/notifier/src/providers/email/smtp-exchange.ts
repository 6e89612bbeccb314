/** One exchange with the mail server over one connection, and the stage it reached. */

import { Readable } from 'node:stream'
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import { onAbort } from '@dutybell/shared/async/on-abort'
import type { Mail } from './compose-mail.ts'

/**
 * The stage at which the exchange failed. Only at `end_of_data`, when the whole message and its final dot are with the socket,
 * can the server have accepted it: before the dot it must discard the message (RFC 5321, 4.1.1.4).
 */
export type SmtpStage = 'connect' | 'login' | 'envelope' | 'end_of_data'

export interface SmtpServer {
  readonly connection: SMTPConnectionOptions
  readonly auth?: { readonly user: string; readonly pass: string } | undefined
}

export type SmtpExchange =
  | { readonly kind: 'accepted'; readonly queue_id: string | null }
  | { readonly kind: 'failed'; readonly stage: SmtpStage; readonly error: Error }

export interface SmtpTimes {
  /** From the call to the end of the handshake: name lookup, connect, TLS and greeting. */
  readonly connect_timeout_ms: number
  /** From then to the last answer. */
  readonly read_timeout_ms: number
}

class SmtpTimeout extends Error {
  readonly code = 'ETIMEDOUT'
}

class SmtpAborted extends Error {
  readonly code = 'aborted'
}

class AuthNotOffered extends Error {
  readonly code = 'EAUTH'
  readonly command = 'API'
}

/** @param mail undefined: connects and logs in only, as before a message */
export function smtpExchange(
  server: SmtpServer,
  mail: Mail | undefined,
  signal: AbortSignal,
  { connect_timeout_ms, read_timeout_ms }: SmtpTimes,
): Promise<SmtpExchange> {
  const { promise, resolve } = Promise.withResolvers<SmtpExchange>()
  let stage: SmtpStage = 'connect'
  let settled = false
  const connection = new SMTPConnection(server.connection)

  const settle = (result: SmtpExchange): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    forget()
    resolve(result)
    if (result.kind === 'accepted') connection.quit()
    connection.close()
  }
  const fail = (error: Error): void => settle({ kind: 'failed', stage, error })
  const abort = (): void => fail(new SmtpAborted('Aborted: the service is stopping.'))
  let timer = setTimeout(
    () => fail(new SmtpTimeout(`No greeting within ${connect_timeout_ms} ms.`)),
    connect_timeout_ms,
  )
  const forget = onAbort(signal, abort)
  if (signal.aborted) {
    abort()
    return promise
  }

  const deliver = (): void => {
    if (mail === undefined) return settle({ kind: 'accepted', queue_id: null })
    stage = 'envelope'
    const body = Readable.from([mail.raw])
    // nodemailer reads the body only after the server's 354, and writes the dot after the end of the body.
    body.once('end', () => (stage = 'end_of_data'))
    connection.send(mail.envelope, body, (error, info) => {
      if (error) fail(error)
      else settle({ kind: 'accepted', queue_id: info.serverMessageId ?? queueIdOf(info.response) })
    })
  }
  connection.on('error', fail)
  connection.connect((error) => {
    if (error || settled) {
      if (error) fail(error)
      return
    }
    clearTimeout(timer)
    timer = setTimeout(
      () => fail(new SmtpTimeout(`No complete answer within ${read_timeout_ms} ms.`)),
      read_timeout_ms,
    )
    if (!server.auth) return deliver()
    stage = 'login'
    if (!connection.allowsAuth) {
      fail(
        new AuthNotOffered(
          'The mail server offers no login (AUTH), and SMTP_URL has a user: nothing is sent without one.',
        ),
      )
      return
    }
    connection.login({ ...server.auth, credentials: server.auth }, (error) =>
      error ? fail(error) : deliver(),
    )
  })
  return promise
}

/** The server's id of the message, if its answer has one: `250 2.0.0 Ok: queued as 4XyZ`. */
function queueIdOf(response: string): string | null {
  return /\bqueued as ([\w.-]{1,64})/iu.exec(response)?.[1] ?? null
}
