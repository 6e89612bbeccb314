import type { InboundMessage, SimulatedMail, SimulatedMessage } from '../ledger/entries.ts'

export function presentBubble(message: SimulatedMessage) {
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

export function presentLetter(mail: SimulatedMail) {
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

/** What a person wrote. */
export function presentReply({ number, received_at, from, text, user_id }: InboundMessage) {
  return { kind: 'reply' as const, number, at: received_at, from, text, user_id }
}
