import { randomUUID } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Logger } from '@dutybell/shared/logger'
import { parseSender } from '../providers/email/compose-mail.ts'
import { smtpExchange } from '../providers/email/smtp-exchange.ts'
import { parseSmtpUrl } from '../providers/email/smtp-server.ts'

export interface AlertMailContext {
  /** `SMTP_URL`, `off` included. */
  readonly smtp_url: string
  /** `EMAIL_FROM` */
  readonly from: string
  /** `ALERT_EMAIL`; undefined: nobody is mailed. */
  readonly to: string | undefined
  readonly log: Logger
  /** Breaks a mail off when the service stops. */
  readonly signal?: AbortSignal | undefined
}

/** `off`: there is no ALERT_EMAIL, or no mail server. `failed`: worth another try later. */
export type AlertMailResult = 'sent' | 'off' | 'failed'

const TIMES = { connect_timeout_ms: 5_000, read_timeout_ms: 10_000 }

/**
 * One mail to the operator, by SMTP and at once: not through the outbox, which may be what is broken. Never throws for what
 * the mail server does. The log says whether it went, nothing of what it said.
 */
export async function sendAlertMail(
  ctx: AlertMailContext,
  { subject, text }: { readonly subject: string; readonly text: string },
): Promise<AlertMailResult> {
  const { smtp_url, from, to, log } = ctx
  if (!canMailAlerts(ctx) || to === undefined) return 'off'
  const sender = parseSender(from)
  const message_id = `<${randomUUID()}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`
  const composer = new MailComposer({
    from: sender,
    to: { name: '', address: to },
    subject: `[Dutybell] ${subject}`,
    text: `${text}\n`,
    messageId: message_id,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const raw = await composer.compile().build()
  const mail = { message_id, envelope: { from: sender.address, to }, raw }
  const signal = ctx.signal ?? new AbortController().signal
  const result = await smtpExchange(parseSmtpUrl(smtp_url, TIMES), mail, signal, TIMES)
  if (result.kind === 'accepted') {
    log.info({ message_id }, 'An alert was mailed')
    return 'sent'
  }
  log.warn({ message_id, stage: result.stage, err: result.error }, 'An alert could not be mailed')
  return 'failed'
}

export function canMailAlerts({ smtp_url, to }: AlertMailContext): boolean {
  return to !== undefined && smtp_url !== 'off'
}
