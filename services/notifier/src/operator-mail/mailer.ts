import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Logger } from '@dutybell/shared/logger'
import { parseSender } from '../providers/email/compose-mail.ts'
import { smtpExchange } from '../providers/email/smtp-exchange.ts'
import { parseSmtpUrl } from '../providers/email/smtp-server.ts'

export interface OperatorMailContext {
  /** `SMTP_URL`, `off` included. */
  readonly smtp_url: string
  /** `EMAIL_FROM` */
  readonly from: string
  /** `ALERT_EMAIL`, or `COORDINATOR_EMAIL` for the digest; undefined: no mail is sent. */
  readonly to: string | undefined
  readonly log: Logger
  /** Aborts a mail when the service stops. */
  readonly signal?: AbortSignal | undefined
}

/** `off`: no address or no mail server is configured. `failed`: retry later. */
export type OperatorMailResult = 'sent' | 'off' | 'failed'

const TIMES = { connect_timeout_ms: 5_000, read_timeout_ms: 10_000 }

/**
 * Sends one mail to the operator or the coordinator directly by SMTP, because the outbox itself may be broken. Does not throw for errors of the
 * mail server, and logs the outcome without the text.
 */
export async function sendOperatorMail(
  ctx: OperatorMailContext,
  { subject, text, html }: { readonly subject: string; readonly text: string; readonly html?: string },
): Promise<OperatorMailResult> {
  const { smtp_url, from, to, log } = ctx
  if (!canMailOperator(ctx) || to === undefined) return 'off'
  const sender = parseSender(from)
  const message_id = `<${randomUUID()}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`
  const composer = new MailComposer({
    from: sender,
    to: { name: '', address: to },
    subject: `[Dutybell] ${subject}`,
    text: `${text}\n`,
    ...(html === undefined ? {} : { html }),
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
    log.info({ message_id }, 'Operator mail sent')
    return 'sent'
  }
  log.warn({ message_id, stage: result.stage, err: result.error }, 'Could not send operator mail')
  return 'failed'
}

export function canMailOperator({ smtp_url, to }: OperatorMailContext): boolean {
  return to !== undefined && smtp_url !== 'off'
}

/** Until when a mail is leased: longer than one mail can take, so that two notifiers never send the same. */
export const MAIL_LEASE = sql<Temporal.Instant>`clock_timestamp() + interval '1 minute'`

/** A later end was set by a clock that was ahead. */
const LATEST_LEASE_END = sql`clock_timestamp() + interval '65 seconds'`

/** The SQL condition of a row that no notifier has leased. */
export function isUnleased(mailing_until: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(${mailing_until} is null or ${mailing_until} not between clock_timestamp() and ${LATEST_LEASE_END})`
}
