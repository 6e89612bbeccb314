import { classOfReply, type MailErrorClass } from './classify-reply.ts'

const RETRIED = 'No action needed: the message is retried automatically.'
const REACH_SERVER =
  'Check that the mail server of SMTP_URL can be reached; the message is retried automatically.'

/** What an operator must do about each class of a mail server's answers. */
export const MAIL_ERROR_ACTIONS: Readonly<Record<MailErrorClass, string>> = {
  account:
    'Check the account at the mail server, SMTP_URL and EMAIL_FROM: the server refuses this sender. Its text says why.',
  quota:
    'Raise the limit of the account at the mail server, or use another one; then POST /v1/channels/email/resume tries at once.',
  recipient: 'Contact the person another way, or correct the e-mail address.',
  request: "Correct what the mail server's text names: it refuses this message, and would refuse it again.",
  transient: RETRIED,
}

/**
 * The class of a stored error. Of a refusal its code and text are stored; the text begins with the words of the SMTP client, which name
 * the command.
 *
 * @returns undefined for an error that is not the mail server's
 */
export function classOfMailError(code: string, text: string): MailErrorClass | undefined {
  if (!/^[45]\d\d$/u.test(code)) return undefined
  return classOfReply({ is_early: EARLY.test(text), reply: Number(code), command: commandIn(text), text })
}

/** @returns undefined for an internal error */
export function adviseOnMailError(code: string, text: string): string | undefined {
  const error_class = classOfMailError(code, text)
  if (error_class !== undefined) return MAIL_ERROR_ACTIONS[error_class]
  if (code === 'EAUTH' || (code === 'ETLS' && text.includes('SMTP_URL'))) return MAIL_ERROR_ACTIONS.account
  if (code === 'EENVELOPE') return MAIL_ERROR_ACTIONS.request
  return /^E[A-Z_]+$/u.test(code) ? REACH_SERVER : undefined
}

const EARLY =
  /\b(?:Invalid (?:greeting|login|HELO|LHLO)|Server terminates connection|EHLO failed|upgrading connection)\b/u

function commandIn(text: string): string | undefined {
  if (/\bMail command failed\b/u.test(text)) return 'MAIL FROM'
  return /\b(?:all recipients were rejected|Recipient command failed)\b/u.test(text) ? 'RCPT TO' : undefined
}
