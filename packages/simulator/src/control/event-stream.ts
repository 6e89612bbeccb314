import type { ServerResponse } from 'node:http'
import type { InboundMessage, SimulatedMail, SimulatedMessage } from '../ledger/entries.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { presentBubble, presentLetter, presentReply } from './present.ts'

const FLUSH_MS = 100 // one frame for all messages of that time
export const KEPT_ON_THE_PAGE = 300
const MAX_UNSENT_BYTES = 4 * 1024 * 1024 // a page that stopped reading
const HEARTBEAT_MS = 15_000

export interface EventStream {
  readonly add: (response: ServerResponse) => void
  /** Tells the pages of faults, phones and templates as they are now. */
  readonly announceControl: () => void
  readonly close: () => void
}

/** Server-sent events: first a snapshot, then the changes, in batches. */
export function createEventStream(ledger: Ledger, control: () => object): EventStream {
  const pages = new Set<ServerResponse>()
  const messages = new Map<number, SimulatedMessage>()
  const mails = new Map<number, SimulatedMail>()
  const replies = new Map<number, InboundMessage>()
  let timer: NodeJS.Timeout | undefined

  const noteMessage = (message: SimulatedMessage) => note(messages, message)
  const noteMail = (mail: SimulatedMail) => note(mails, mail)
  const noteReply = (reply: InboundMessage) => note(replies, reply)
  const noteEmptied = () => {
    messages.clear()
    mails.clear()
    replies.clear()
    broadcast('snapshot', snapshot())
  }
  ledger.events.on('message', noteMessage)
  ledger.events.on('message_changed', noteMessage)
  ledger.events.on('mail', noteMail)
  ledger.events.on('reply', noteReply)
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
      kept: ledger.messages.length + ledger.mails.length + ledger.replies.length,
      messages: newest(messages.values()).map(presentBubble),
      mails: newest(mails.values()).map(presentLetter),
      replies: newest(replies.values()).map(presentReply),
    }
    messages.clear()
    mails.clear()
    replies.clear()
    broadcast('changes', changes)
  }

  function snapshot() {
    return {
      totals: ledger.totals(),
      messages: ledger.messages.slice(-KEPT_ON_THE_PAGE).map(presentBubble),
      mails: ledger.mails.slice(-KEPT_ON_THE_PAGE).map(presentLetter),
      replies: ledger.replies.slice(-KEPT_ON_THE_PAGE).map(presentReply),
      kept: ledger.messages.length + ledger.mails.length + ledger.replies.length,
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
    announceControl: () => broadcast('control', control()),
    add(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      response.write(frame('snapshot', snapshot()))
      response.write(frame('control', control()))
      pages.add(response)
      response.on('close', () => pages.delete(response))
    },
    close() {
      clearInterval(heartbeat)
      clearTimeout(timer)
      ledger.events.off('message', noteMessage)
      ledger.events.off('message_changed', noteMessage)
      ledger.events.off('mail', noteMail)
      ledger.events.off('reply', noteReply)
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
