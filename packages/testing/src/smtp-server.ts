import type { Socket } from 'node:net'
import type { Test } from 'tap'
import { listenTcp } from './servers.ts'

export type SmtpStep =
  | 'greeting'
  | 'EHLO'
  | 'STARTTLS'
  | 'AUTH'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  | '.'
  | 'RSET'
  | 'QUIT'

/** One message of a connection, as far as it has come. */
export interface SmtpMessage {
  readonly recipient: string
  readonly text: string
}

/** What the server does at a step in place of the default reply: another reply, or an action that may return a reply. */
export type SmtpScript = Partial<
  Record<SmtpStep, string | ((socket: Socket, message: SmtpMessage) => unknown)>
>

export const SMTP_REPLIES: Readonly<Record<SmtpStep, string>> = {
  greeting: '220 test ESMTP',
  EHLO: '250-test\r\n250 AUTH PLAIN',
  STARTTLS: '503 STARTTLS command used when not advertised',
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  '.': '250 2.0.0 Ok: queued as 4XyZ12',
  RSET: '250 2.0.0 ok',
  QUIT: '221 bye',
}

/** An SMTP server that follows a script, asked for at each connection; returns its URL and the steps of all connections. */
export async function playSmtp(
  t: Pick<Test, 'teardown'>,
  scriptOf: SmtpScript | (() => SmtpScript),
): Promise<{ smtp_url: string; steps: SmtpStep[] }> {
  const steps: SmtpStep[] = []
  const port = await listenTcp(t, (socket) => {
    const script = typeof scriptOf === 'function' ? scriptOf() : scriptOf
    let unread = ''
    let recipient = ''
    let lines: string[] = []
    let in_data = false

    const take = (step: SmtpStep): void => {
      steps.push(step)
      const scripted = script[step] ?? SMTP_REPLIES[step]
      const reply =
        typeof scripted === 'string' ? scripted : scripted(socket, { recipient, text: lines.join('\r\n') })
      in_data = step === 'DATA' && typeof reply === 'string' && reply.startsWith('354')
      lines = []
      if (typeof reply === 'string' && !socket.destroyed) socket.write(`${reply}\r\n`)
    }

    const obey = (line: string): void => {
      if (in_data) return line === '.' ? take('.') : void lines.push(line)
      const verb = line.split(' ')[0]?.toUpperCase() ?? ''
      if (verb === 'RCPT') recipient = /<(.*)>/.exec(line)?.[1] ?? ''
      if (isStep(verb)) take(verb)
    }

    take('greeting')
    socket.on('data', (chunk) => {
      const [...complete] = (unread + chunk.toString('latin1')).split('\r\n')
      unread = complete.pop() ?? ''
      for (const line of complete) if (!socket.destroyed) obey(line)
    })
  })
  return { smtp_url: `smtp://user:secret@127.0.0.1:${port}?tls=off`, steps }
}

function isStep(verb: string): verb is SmtpStep {
  return Object.hasOwn(SMTP_REPLIES, verb)
}
