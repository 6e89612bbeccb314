import { performance } from 'node:perf_hooks'
import type { Logger } from '@dutybell/shared/logger'
import { logOutcome } from '../log-outcome.ts'
import { maskEmailAddress } from '@dutybell/shared/people/mask'
import { cleanProviderText } from '../clean-provider-text.ts'
import type {
  OutgoingMessage,
  ProbeResult,
  Provider,
  SendOptions,
  SendOutcome,
  SendResult,
} from '../outcome.ts'
import { prepareMessage } from '../prepare-message.ts'
import { classifySmtpFailure, readSmtpFacts } from './classify.ts'
import { composeMail, parseSender } from './compose-mail.ts'
import { smtpExchange, type SmtpServer, type SmtpTimes } from './smtp-exchange.ts'
import { parseSmtpUrl } from './smtp-server.ts'

export interface EmailProviderOptions {
  readonly smtp_url: string
  /** `EMAIL_FROM`: an address, with or without a name before it. */
  readonly from: string
  readonly connect_timeout_ms: number
  readonly read_timeout_ms: number
  /** The link that stops e-mail to an address; undefined: the messages have none. */
  readonly unsubscribe_url?: ((address: string) => Promise<string>) | undefined
  readonly log: Logger
}

/**
 * Sends by SMTP, one connection per message: nodemailer's transport hides the stage at which a connection broke, and its pool
 * resends by itself.
 *
 * @throws {Error} if `from` is not one e-mail address
 */
export function createEmailProvider(options: EmailProviderOptions): Provider {
  const { from, log } = options
  const server = parseSmtpUrl(options.smtp_url, options)
  parseSender(from)
  const closed = new AbortController()
  const sends = new Set<Promise<unknown>>()

  async function sendOnce(message: OutgoingMessage, { signal, onRequest }: SendOptions): Promise<Answered> {
    const prepared = prepareMessage(message, Infinity)
    if (!prepared.ok) {
      const error = { class: 'request', code: 'message', text: prepared.fault } as const
      return { outcome: 'unsent', error, trace_id: null }
    }
    const { delivery_id, template, recipient } = message
    log.info(
      { delivery_id, attempt: message.attempt, template },
      `[Email] Sending template '${template}' to ${maskEmailAddress(recipient)}`,
    )
    const mail = await composeMail(from, message, prepared.text, await options.unsubscribe_url?.(recipient))
    onRequest?.()
    const result = await smtpExchange(server, mail, AbortSignal.any([signal, closed.signal]), options)
    if (result.kind === 'accepted') {
      return { outcome: 'accepted', provider_message_id: mail.message_id, trace_id: result.queue_id }
    }
    return { ...classifySmtpFailure(result.stage, readSmtpFacts(result.error)), trace_id: null }
  }

  return {
    async send(message, options) {
      const started_at = performance.now()
      const sending = sendOnce(message, options)
      sends.add(sending)
      const answered = await sending.finally(() => sends.delete(sending))
      const duration_ms = Math.round(performance.now() - started_at)
      const outcome: SendOutcome = { ...answered, http_status: null, duration_ms }
      return logOutcome(log, 'Email', message, outcome)
    },
    probe({ signal }) {
      return verify(server, options, AbortSignal.any([signal, closed.signal]))
    },
    /** Aborts all sends in flight. */
    async close() {
      closed.abort()
      await Promise.allSettled(sends)
    },
  }
}

type Answered = SendResult & { readonly trace_id: string | null }

/** Connects and logs in, as a send does. */
async function verify(server: SmtpServer, times: SmtpTimes, signal: AbortSignal): Promise<ProbeResult> {
  const result = await smtpExchange(server, undefined, signal, times)
  if (result.kind === 'accepted') return { ok: true }
  return { ok: false, text: cleanProviderText(readSmtpFacts(result.error).text) }
}
