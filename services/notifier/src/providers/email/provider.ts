import { performance } from 'node:perf_hooks'
import type { Logger } from '@dutybell/shared/logger'
import { logOutcome } from '../log-outcome.ts'
import { maskEmailAddress } from '../mask.ts'
import type { OutgoingMessage, Provider, SendOutcome, SendResult } from '../outcome.ts'
import { prepareMessage } from '../prepare-message.ts'
import { classifySmtpFailure, readSmtpFacts } from './classify.ts'
import { composeMail, parseSender } from './compose-mail.ts'
import { smtpExchange } from './smtp-exchange.ts'
import { probeSmtp } from './smtp-probe.ts'
import { parseSmtpUrl } from './smtp-server.ts'

export interface EmailProviderOptions {
  readonly smtp_url: string
  /** `EMAIL_FROM`: an address, with or without a name before it. */
  readonly from: string
  readonly connect_timeout_ms: number
  readonly read_timeout_ms: number
  readonly log: Logger
}

/**
 * Sends by SMTP, a connection per message: a pool would hide at which stage a kept connection broke, and requeues by itself.
 * Throws where `from` is not one e-mail address.
 */
export function createEmailProvider(options: EmailProviderOptions): Provider {
  const { from, log } = options
  const server = parseSmtpUrl(options.smtp_url, options)
  parseSender(from)
  const closed = new AbortController()
  const underWay = new Set<Promise<unknown>>()

  async function attempt(message: OutgoingMessage, signal: AbortSignal): Promise<Answered> {
    const prepared = prepareMessage(message)
    if (!prepared.ok) {
      const error = { class: 'request', code: 'message', text: prepared.fault } as const
      return { outcome: 'unsent', error, trace_id: null }
    }
    const { delivery_id, template, recipient } = message
    log.info(
      { delivery_id, attempt: message.attempt, template },
      `[Email] Sending template '${template}' to ${maskEmailAddress(recipient)}`,
    )
    const mail = await composeMail(from, message, prepared.text)
    const result = await smtpExchange(server, mail, AbortSignal.any([signal, closed.signal]), options)
    if (result.kind === 'accepted') {
      return { outcome: 'accepted', provider_message_id: mail.message_id, trace_id: result.queue_id }
    }
    return {
      ...classifySmtpFailure(result.stage, readSmtpFacts(result.error), recipient),
      trace_id: null,
    }
  }

  return {
    async send(message, { signal }) {
      const began = performance.now()
      const sending = attempt(message, signal)
      underWay.add(sending)
      const answered = await sending.finally(() => underWay.delete(sending))
      const duration_ms = Math.round(performance.now() - began)
      const outcome: SendOutcome = { ...answered, http_status: null, duration_ms }
      return logOutcome(log, 'Email', message, outcome)
    },
    probe({ signal }) {
      return probeSmtp(server, AbortSignal.any([signal, closed.signal]))
    },
    /** Breaks off what is still in flight. */
    async close() {
      closed.abort()
      await Promise.allSettled(underWay)
    },
  }
}

type Answered = SendResult & { readonly trace_id: string | null }
