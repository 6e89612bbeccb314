import { EventEmitter } from 'node:events'
import type { StatusName } from '../behaviour/callbacks.ts'
import type { InboundMessage, SimulatedMail, SimulatedMessage } from './entries.ts'

interface LedgerEvents {
  message: [SimulatedMessage]
  message_changed: [SimulatedMessage]
  mail: [SimulatedMail]
  reply: [InboundMessage]
  emptied: []
  /** No status is due, or no webhook waits. */
  idle: []
}

/** The messages, mails and replies, newest last; beyond the capacity the oldest are dropped. */
export interface Ledger {
  readonly messages: readonly SimulatedMessage[]
  readonly mails: readonly SimulatedMail[]
  /** What people wrote. */
  readonly replies: readonly InboundMessage[]
  /** Since the start or the last emptying, dropped ones included. */
  readonly totals: () => LedgerTotals
  readonly events: EventEmitter<LedgerEvents>
  readonly addMessage: (message: Omit<SimulatedMessage, 'number' | 'statuses'>) => SimulatedMessage
  readonly addStatus: (message: SimulatedMessage, status: StatusName, at: Date) => void
  readonly addMail: (mail: Omit<SimulatedMail, 'number'>) => SimulatedMail
  readonly addReply: (reply: Omit<InboundMessage, 'number'>) => InboundMessage
  readonly empty: () => void
}

export interface LedgerTotals {
  readonly requests: number
  readonly messages_taken: number
  readonly mails_taken: number
}

export function createLedger(capacity: number): Ledger {
  const messages: SimulatedMessage[] = []
  const mails: SimulatedMail[] = []
  const replies: InboundMessage[] = []
  const events = new EventEmitter<LedgerEvents>()
  events.setMaxListeners(0)
  let lastMessage = 0
  let lastMail = 0
  let lastReply = 0
  let totals = { requests: 0, messages_taken: 0, mails_taken: 0 }

  return {
    messages,
    mails,
    replies,
    events,
    totals: () => ({ ...totals }),
    addMessage(facts) {
      lastMessage += 1
      const message: SimulatedMessage = { number: lastMessage, ...facts, statuses: [] }
      totals.requests += 1
      if (message.taken) totals.messages_taken += 1
      keep(messages, message, capacity)
      events.emit('message', message)
      return message
    },
    addStatus(message, status, at) {
      Object.assign(message, { statuses: [...message.statuses, { status, at: at.toISOString() }] })
      events.emit('message_changed', message)
    },
    addMail(facts) {
      lastMail += 1
      const mail: SimulatedMail = { number: lastMail, ...facts }
      if (mail.taken) totals.mails_taken += 1
      keep(mails, mail, capacity)
      events.emit('mail', mail)
      return mail
    },
    addReply(facts) {
      lastReply += 1
      const reply: InboundMessage = { number: lastReply, ...facts }
      keep(replies, reply, capacity)
      events.emit('reply', reply)
      return reply
    },
    empty() {
      messages.length = 0
      mails.length = 0
      replies.length = 0
      totals = { requests: 0, messages_taken: 0, mails_taken: 0 }
      events.emit('emptied')
    },
  }
}

function keep<Entry>(entries: Entry[], entry: Entry, capacity: number): void {
  entries.push(entry)
  if (entries.length > capacity) entries.shift()
}
