import type { InboundMessage, SimulatedMail, SimulatedMessage } from '../ledger/entries.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { presentBubble, presentLetter, presentReply } from './present.ts'

/** The newest entries that contain the words, of all that are kept, and how many do. */
export function search(ledger: Ledger, words: string, limit: number) {
  const wanted = words.trim().toLowerCase()
  const has = (...texts: readonly (string | null)[]) =>
    texts.some((text) => text?.toLowerCase().includes(wanted) === true)
  const digits = wanted.replace(/^\+/, '').replaceAll(' ', '')
  const isNumber = (number: string | null) =>
    digits !== '' && number?.replace('+', '').includes(digits) === true
  const messages = ledger.messages.filter(
    ({ text, template, to, wa_id }: SimulatedMessage) => isNumber(wa_id ?? to) || has(text, template),
  )
  const replies = ledger.replies.filter(({ from, text }: InboundMessage) => isNumber(from) || has(text))
  const mails = ledger.mails.filter(({ envelope, subject, text }: SimulatedMail) =>
    has(subject, text, ...envelope.to),
  )
  return {
    matching: messages.length + replies.length + mails.length,
    messages: messages.slice(-limit).map(presentBubble),
    replies: replies.slice(-limit).map(presentReply),
    mails: mails.slice(-limit).map(presentLetter),
  }
}
