import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Director, MailStage } from '../behaviour/director.ts'
import type { MailRule } from '../behaviour/schema.ts'
import type { Ledger } from '../ledger/ledger.ts'

const CLOSE_TIMEOUT_MS = 500
const MAX_BYTES = 25 * 1024 * 1024

export interface MailCatcher {
  readonly url: string
  readonly close: () => Promise<void>
}

export interface MailCatcherOptions {
  readonly host: string
  readonly port: number
  readonly starttls: boolean
  readonly director: Director
  readonly ledger: Ledger
}

/** An SMTP server that accepts any login and keeps each message; it delivers nothing. */
export async function startMailCatcher({
  host,
  port,
  starttls,
  director,
  ledger,
}: MailCatcherOptions): Promise<MailCatcher> {
  const stop = new AbortController()
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: starttls ? [] : ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    closeTimeout: CLOSE_TIMEOUT_MS,
    onAuth(auth, _session, callback) {
      const fault = refusal('auth', [])
      callback(fault, fault ? undefined : { user: auth.username ?? 'anybody' })
    },
    onMailFrom(_address, _session, callback) {
      callback(refusal('sender', []))
    },
    onRcptTo({ address }, _session, callback) {
      callback(refusal('recipient', [address]))
    },
    onData(stream, session, callback) {
      void answerData(stream, session, callback)
    },
  })
  // Raised when a client disconnects in the middle of a message.
  server.on('error', () => undefined)

  async function answerData(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    callback: (fault?: Error | null) => void,
  ): Promise<void> {
    try {
      callback(await takeMessage(stream, session))
    } catch (cause) {
      callback(cause instanceof Error ? cause : new Error('The message could not be parsed.'))
    }
  }

  function refusal(stage: MailStage, to: readonly string[]): Error | null {
    const rule = director.ruleForMail(stage, to)
    return rule?.answer.kind === 'refuse' ? smtpError(rule.answer) : null
  }

  async function takeMessage(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<Error | null> {
    const parsed = await simpleParser(stream, { skipImageLinks: true })
    const to = session.envelope.rcptTo.map(({ address }) => address)
    const rule = director.ruleForMail('data', to)
    const answer = rule?.answer ?? { kind: 'accepted' }
    const refused = answer.kind === 'refuse'
    ledger.addMail({
      received_at: new Date().toISOString(),
      taken: !refused && !(answer.kind === 'drop' && answer.taken === false),
      smtp_code: refused ? answer.smtp_code : answer.kind === 'drop' ? null : 250,
      envelope: { from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '', to },
      ...contents(parsed),
    })
    if (rule?.latency_ms)
      await pause(rule.latency_ms, undefined, { signal: stop.signal }).catch(() => undefined)
    if (answer.kind === 'drop') drop(session)
    return refused ? smtpError(answer) : null
  }

  function drop(session: SMTPServerSession): void {
    for (const connection of server.connections) {
      if (connection.id === session.id) connection._socket.destroy()
    }
  }

  const address = await listen(server, port, host)
  return {
    url: `smtp://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () => {
      stop.abort()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

function listen(server: SMTPServer, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, host, () => {
      server.server.off('error', reject)
      const address = server.server.address()
      if (address === null || typeof address === 'string') reject(new Error('The SMTP catcher has no port.'))
      else resolve(address)
    })
  })
}

function smtpError({ smtp_code, text }: Extract<MailRule['answer'], { kind: 'refuse' }>): Error {
  const message = text ?? (smtp_code < 500 ? 'Try again later' : 'Refused')
  return Object.assign(new Error(message), { responseCode: smtp_code })
}

function contents(mail: ParsedMail) {
  return {
    message_id: mail.messageId ?? null,
    from: mail.from?.text ?? null,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html === false ? null : (mail.html ?? null),
    headers: Object.fromEntries(
      mail.headerLines.map(({ key, line }) => [key, line.slice(key.length + 1).trim()]),
    ),
  }
}
