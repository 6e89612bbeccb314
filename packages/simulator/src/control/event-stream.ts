import type { ServerResponse } from 'node:http'
import type { SimulatedMail, SimulatedMessage } from '../ledger/entries.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { presentBubble, presentLetter } from './present.ts'

const FLUSH_MS = 100 // thousands of messages a second must not become as many frames
const KEPT_ON_THE_PAGE = 300
const MAX_UNSENT_BYTES = 4 * 1024 * 1024 // a page that stopped reading
const HEARTBEAT_MS = 15_000

export interface EventStream {
  readonly add: (response: ServerResponse) => void
  readonly close: () => void
}

/** Server-sent events: all there is at first, then what changed, bundled. */
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
