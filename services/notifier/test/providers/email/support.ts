import type { Socket } from 'node:net'
import type { Test } from 'tap'
import { createEmailProvider, type EmailProviderOptions } from '../../../src/providers/email/provider.ts'
import type { OutgoingMessage, Provider } from '../../../src/providers/outcome.ts'
import { captureLog } from '../support/log.ts'
import { MESSAGE } from '../support/message.ts'
import { listenTcp } from '../support/servers.ts'

export const MAIL: OutgoingMessage = { ...MESSAGE, recipient: 'ahmed.ali@example.org' }

export function email(
  t: Pick<Test, 'teardown'>,
  options: Pick<EmailProviderOptions, 'smtp_url'> & Partial<EmailProviderOptions>,
): Provider {
  const provider = createEmailProvider({
    from: 'Duties <duties@example.com>',
    connect_timeout_ms: 2000,
    read_timeout_ms: 5000,
    log: captureLog().log,
    ...options,
  })
  t.teardown(() => provider.close())
  return provider
}

export type Step = 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | '.' | 'QUIT'

/** What the server does at a step instead of agreeing: a reply, or anything with the socket. */
export type Script = Partial<Record<Step, string | ((socket: Socket) => void)>>

const AGREEING: Readonly<Record<Step, string>> = {
  greeting: '220 test ESMTP',
  EHLO: '250-test\r\n250 AUTH PLAIN',
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  '.': '250 2.0.0 Ok: queued as 4XyZ12',
  QUIT: '221 bye',
}

/** A mail server, played by a script; returns its URL and the steps it has seen. */
export async function playSmtp(
  t: Pick<Test, 'teardown'>,
  script: Script,
): Promise<{ smtp_url: string; steps: Step[] }> {
  const steps: Step[] = []
  const port = await listenTcp(t, (socket) => {
    const take = (step: Step): void => {
      steps.push(step)
      const answer = script[step] ?? AGREEING[step]
      if (typeof answer === 'string') socket.write(`${answer}\r\n`)
      else answer(socket)
    }
    take('greeting')
    let text = ''
    let inData = false
    socket.on('data', (chunk) => {
      text += chunk.toString()
      const lines = text.split('\r\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const verb = inData ? line : (line.split(' ')[0] ?? '')
        if (inData ? verb === '.' : isStep(verb)) take(isStep(verb) ? verb : '.')
        inData = verb === 'DATA' ? !script.DATA : inData && verb !== '.'
      }
    })
  })
  return { smtp_url: `smtp://user:secret@127.0.0.1:${port}`, steps }
}

function isStep(verb: string): verb is Step {
  return Object.hasOwn(AGREEING, verb)
}
