import type { ServerResponse } from 'node:http'
import type { SimulatedMail, SimulatedMessage } from '../ledger/entries.ts'
import type { Ledger } from '../ledger/ledger.ts'

const FLUSH_MS = 100 // one frame for all messages of that time
const KEPT_ON_THE_PAGE = 300
const MAX_UNSENT_BYTES = 4 * 1024 * 1024 // a page that stopped reading
const HEARTBEAT_MS = 15_000

export interface EventStream {
  readonly add: (response: ServerResponse) => void
  readonly close: () => void
}

/** Server-sent events: first a snapshot, then the changes, in batches. */
export function createEventStream(ledger: Ledger): EventStream {
  const pages = new Set<ServerResponse>()
  const messages = new Map<number, SimulatedMessage>()
  const mails = new Map<number, SimulatedMail>()
  let timer: NodeJS.Timeout | undefined

  const noteMessage = (message: SimulatedMessage) => note(messages, message)
  const noteMail = (mail: SimulatedMail) => note(mails, mail)
  const noteEmptied = () => {
    messages.clear()
    mails.clear()
    broadcast('snapshot', snapshot())
  }
  ledger.events.on('message', noteMessage)
  ledger.events.on('message_changed', noteMessage)
  ledger.events.on('mail', noteMail)
  ledger.events.on('emptied', noteEmptied)
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS)

  function note<Entry extends { readonly number: number }>(changed: Map<number, Entry>, entry: Entry): void {
    if (pages.size === 0) return
    changed.set(entry.number, entry)
    timer ??= setTimeout(flush, FLUSH_MS)
  }

  function flush(): void {
    timer = undefined
    const changes = {
      totals: ledger.totals(),
      messages: newest(messages.values()).map(presentBubble),
      mails: newest(mails.values()).map(presentLetter),
    }
    messages.clear()
    mails.clear()
    broadcast('changes', changes)
  }

  function snapshot() {
    return {
      totals: ledger.totals(),
      messages: ledger.messages.slice(-KEPT_ON_THE_PAGE).map(presentBubble),
      mails: ledger.mails.slice(-KEPT_ON_THE_PAGE).map(presentLetter),
    }
  }

  function broadcast(event: string, data: unknown): void {
    write(frame(event, data))
  }

  function write(text: string): void {
    for (const page of pages) {
      if (page.writableLength > MAX_UNSENT_BYTES) page.destroy()
      else page.write(text)
    }
  }

  return {
    add(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(frame('snapshot', snapshot()))
      pages.add(response)
      response.on('close', () => pages.delete(response))
    },
    close() {
      clearInterval(heartbeat)
      clearTimeout(timer)
      ledger.events.off('message', noteMessage)
      ledger.events.off('message_changed', noteMessage)
      ledger.events.off('mail', noteMail)
      ledger.events.off('emptied', noteEmptied)
      for (const page of pages) page.end()
    },
  }
}

function newest<Entry>(entries: Iterable<Entry>): Entry[] {
  return [...entries].slice(-KEPT_ON_THE_PAGE)
}

function frame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

function presentBubble(message: SimulatedMessage) {
  return {
    kind: 'message' as const,
    number: message.number,
    at: message.received_at,
    taken: message.taken,
    to: message.wa_id ?? message.to ?? '',
    template: message.template,
    text: message.text,
    answer: message.answer,
    error_code: message.error_code,
    http_status: message.http_status,
    statuses: message.statuses.map(({ status }) => status),
  }
}

function presentLetter(mail: SimulatedMail) {
  return {
    kind: 'mail' as const,
    number: mail.number,
    at: mail.received_at,
    taken: mail.taken,
    smtp_code: mail.smtp_code,
    to: mail.envelope.to.join(', '),
    from: mail.from ?? mail.envelope.from,
    subject: mail.subject,
    text: mail.text,
  }
}
