/** One message over one connection, and exactly how far it got. */

import { Readable } from 'node:stream'
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import type { Mail } from './compose-mail.ts'

/**
 * How far it got when it broke. Only at `end_of_data`, when the whole message and its final dot were handed to the
 * socket, may the server have taken it: before the dot it must drop what it has (RFC 5321, 4.1.1.4).
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
  /** From there to the last answer. */
  readonly read_timeout_ms: number
}

export class SmtpTimeout extends Error {
  readonly code = 'ETIMEDOUT'
}

export class SmtpAborted extends Error {
  readonly code = 'aborted'
}

export function smtpExchange(
  server: SmtpServer,
  mail: Mail,
  signal: AbortSignal,
  { connect_timeout_ms, read_timeout_ms }: SmtpTimes,
): Promise<SmtpExchange> {
  const { promise, resolve } = Promise.withResolvers<SmtpExchange>()
  let stage: SmtpStage = 'connect'
  let settled = false
  const connection = new SMTPConnection(server.connection)
  const body = Readable.from([mail.raw])

  const settle = (result: SmtpExchange): void => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    resolve(result)
    if (result.kind === 'accepted') connection.quit()
    connection.close()
  }
  const fail = (error: Error): void => settle({ kind: 'failed', stage, error })
  const onAbort = (): void => fail(new SmtpAborted('Broken off because the service stops.'))
  let timer = setTimeout(
    () => fail(new SmtpTimeout(`No greeting within ${connect_timeout_ms} ms.`)),
    connect_timeout_ms,
  )
  if (signal.aborted) {
    onAbort()
    return promise
  }
  signal.addEventListener('abort', onAbort, { once: true })

  const deliver = (): void => {
    stage = 'envelope'
    // nodemailer reads the body only after the server's 354; it writes the dot once it has read all of it.
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
    if (!server.auth || !connection.allowsAuth) {
      deliver()
      return
    }
    stage = 'login'
    connection.login({ ...server.auth, credentials: server.auth }, (error) =>
      error ? fail(error) : deliver(),
    )
  })
  return promise
}

/** The id the server will know the message by, where its answer names one: `250 2.0.0 Ok: queued as 4XyZ`. */
function queueIdOf(response: string): string | null {
  return /\bqueued as ([\w.-]{1,64})/iu.exec(response)?.[1] ?? null
}
