import type { Db } from '@dutybell/shared/db/client'
import { timeText } from '../alerts/alert.ts'
import { type AlertMailContext, canMailAlerts, sendAlertMail } from '../alerts/mailer.ts'
import { giveBackUnmailed, recordMailed, takeUnmailed, type UnmailedMessage } from './mail-queries.ts'

export interface MailInboundContext {
  readonly db: Db
  readonly time_zone: string
  readonly mail: AlertMailContext
}

/**
 * Mails what people wrote back and was not mailed yet: everything new in one mail. It counts as mailed when the mail server
 * has taken it, and is tried again at the next run until then.
 */
export async function mailInbound({ db, time_zone, mail }: MailInboundContext): Promise<void> {
  if (!canMailAlerts(mail)) return
  const messages = await takeUnmailed(db)
  const [first] = messages
  if (first === undefined) return
  const ids = messages.map(({ id }) => id)
  const result = await sendAlertMail(mail, compose(first, messages, time_zone))
  if (result === 'sent') await recordMailed(db, ids)
  else await giveBackUnmailed(db, ids)
}

function compose(first: UnmailedMessage, messages: readonly UnmailedMessage[], time_zone: string) {
  const subject =
    messages.length === 1 ? `${senderOf(first)} wrote back` : `${messages.length} messages from volunteers`
  const text = messages.map((message) => describe(message, time_zone)).join('\n\n')
  return { subject, text: `${text}\n\nNobody has answered: these messages only reach Dutybell.` }
}

function describe({ phone_number, written_at, ...message }: UnmailedMessage, time_zone: string): string {
  const from = `${senderOf({ phone_number, ...message })}${phone_number === null ? '' : `, ${phone_number}`}`
  const lines = [
    `${from}, ${timeText(written_at, time_zone)}${message.template === null ? '' : `, in answer to ${message.template}`}:`,
    indent(message.text ?? `(${message.type}, without words)`),
    ...(message.preference === null ? [] : [EFFECTS[message.preference]]),
  ]
  return lines.join('\n')
}

const EFFECTS = {
  stop: 'Nothing is sent to this number by WhatsApp any more, until START comes from it.',
  start: 'Messages go to this number by WhatsApp again.',
} as const

/** Families share a phone. */
function senderOf({ names, phone_number }: Pick<UnmailedMessage, 'names' | 'phone_number'>): string {
  if (names.length > 0) return names.join(' or ')
  return phone_number === null ? 'Somebody whose number Meta does not tell' : 'Somebody who is not registered'
}

function indent(text: string): string {
  return text
    .split(/\r?\n/u)
    .map((line) => `    ${line}`)
    .join('\n')
}
