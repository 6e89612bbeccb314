import type { Channel } from '@dutybell/shared/db/vocabulary'
import type { MailErrorClass } from '@dutybell/shared/email/classify-reply'
import { classOfMailError } from '@dutybell/shared/email/mail-errors'
import { describeErrorCode } from '@dutybell/shared/whatsapp/error-catalogue'

/** Where the sentence of the catalogue is long. */
const SHORT: Readonly<Record<string, string>> = {
  131026: 'not on WhatsApp',
  131043: 'not delivered in time',
  delivery_mode: 'not sent in this DELIVERY_MODE',
}

const MAIL: Readonly<Record<MailErrorClass, string>> = {
  account: 'the mail server refuses the sender',
  quota: 'the limit of the mail server is used up',
  recipient: 'the e-mail address does not work',
  request: 'the mail server refuses the message',
  transient: 'the mail server could not take it',
}

/** `not on WhatsApp`: the cause in a few words, after a number or a reason. */
export function failureTitle({
  channel,
  error_code,
  error_text,
}: {
  readonly channel: Channel
  readonly error_code: string | null
  readonly error_text: string | null
}): string {
  if (error_code === null) return error_text ?? 'no reason was given'
  const short = SHORT[error_code] ?? ofProvider(channel, error_code, error_text ?? '')
  return short ?? `${error_text ?? 'no words were given'} (${error_code})`
}

function ofProvider(channel: Channel, code: string, text: string): string | undefined {
  if (channel === 'email') {
    const error_class = classOfMailError(code, text)
    return error_class && MAIL[error_class]
  }
  const meaning = /^\d+$/.test(code) ? describeErrorCode(Number(code))?.meaning : undefined
  const words = meaning?.replace(/\.$/, '')
  return words === undefined || /^(?:Meta|WhatsApp)\b/.test(words)
    ? words
    : `${words.slice(0, 1).toLowerCase()}${words.slice(1)}`
}

const REASONS: Readonly<Record<string, string>> = {
  template: 'the template is held',
  daily_recipients: 'the daily limit of WhatsApp is used up',
  reserved_for_reminders: 'the rest of the daily limit is kept for reminders',
  sign_up_flood: 'more people signed up within an hour than expected',
  number_changed: 'the person has another number',
  suppressed: 'the person opted out',
  duty_changed: 'the duty changed',
  erased: 'the person is erased',
  attempts_spent: 'every try failed',
  possibly_sent: 'it may have arrived',
  late_failure: 'the failure was reported too late to send it again',
  recipient: 'the person cannot be reached this way',
  duty_cancelled: 'the duty was cancelled',
  outcome_unknown: 'no clear answer came',
  request: 'the message was refused',
}

/** Why a message is held, failed, too late or cancelled. */
export function reasonWords(reason: string): string {
  return REASONS[reason] ?? reason.replaceAll('_', ' ')
}
