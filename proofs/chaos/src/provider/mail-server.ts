import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Catches } from './catches.ts'
import type { Ledger } from './ledger.ts'
import type { ProviderFaults } from './provider-faults.ts'

export interface MailServer {
  readonly url: string
  readonly close: () => Promise<void>
}

export interface MailServerOptions {
  /** Whose mail server it is: each notifier has one, by which it is known. */
  readonly notifier: string
  readonly ledger: Ledger
  readonly providerFaults: ProviderFaults
  readonly catches: Catches
}

/** An SMTP server that delivers nothing. It has taken a message when the final dot has come, not before (RFC 5321). */
export async function startMailServer(options: MailServerOptions): Promise<MailServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    converse(socket, options)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port.')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function converse(socket: Socket, { notifier, ledger, providerFaults, catches }: MailServerOptions): void {
  const kind = providerFaults.mailAnswer()
  let received = ''
  let to = ''
  let inData = false
  const say = (line: string): void => void socket.write(`${line}\r\n`)

  const takeMail = (message: string): void => {
    if (kind === 'busy_451') return say('451 4.3.2 Try again later')
    const [, delivery_id] = /^Message-ID: <([0-9a-f-]{36})@/im.exec(message) ?? []
    if (delivery_id === undefined) return say('554 5.6.0 No Message-ID of ours')
    ledger.take({
      channel: 'email',
      delivery_id,
      attempt: null,
      to,
      template: null,
      parameters: [],
      message_id: delivery_id,
    })
    if (catches.reach('mail_taken', notifier) || kind === 'drop_after_dot') socket.destroy()
    else say('250 2.0.0 Ok: queued as CHAOS')
  }

  const obey = (line: string): void => {
    if (/^(ehlo|helo)/i.test(line)) return say('250 chaos')
    if (/^rcpt/i.test(line)) to = /<(.*)>/.exec(line)?.[1] ?? ''
    if (/^data/i.test(line)) {
      if (catches.reach('mail_in_data', notifier)) return void socket.destroy()
      inData = true
      return say('354 Go ahead')
    }
    if (/^quit/i.test(line)) {
      say('221 Bye')
      return void socket.end()
    }
    say('250 Ok')
  }

  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    if (inData && kind === 'drop_in_data') return void socket.destroy()
    for (;;) {
      const end = received.indexOf(inData ? '\r\n.\r\n' : '\r\n')
      if (end < 0 || socket.destroyed) return
      const part = received.slice(0, end)
      received = received.slice(end + (inData ? 5 : 2))
      if (inData) {
        inData = false
        takeMail(part)
      } else obey(part)
    }
  })
  if (kind !== 'no_greeting') say('220 chaos ESMTP')
}
