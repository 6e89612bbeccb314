import { performance } from 'node:perf_hooks'
import { Pool } from 'undici'
import type { Logger } from '@dutybell/shared/logger'
import { maskPhoneNumber } from '@dutybell/shared/people/mask'
import { cleanProviderText } from '../clean-provider-text.ts'
import type { ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'
import type { OutgoingMessage, Provider, SendOutcome } from '../outcome.ts'
import { logOutcome } from '../log-outcome.ts'
import { prepareMessage } from '../prepare-message.ts'
import { exchange, type Exchange } from './http-exchange.ts'
import { buildPayload, findPayloadFaults } from './payload.ts'
import type { MessageRequest } from '@dutybell/shared/whatsapp/contract/message'
import { readAnswer } from './read-answer.ts'
import { HEALTH_FIELDS, readHealth } from './read-health.ts'

const IDLE_CONNECTION_MS = 2000 // an older one may be closed by the server; a request written to it would be in doubt

export interface WhatsAppProviderOptions {
  readonly base_url: string
  readonly api_version: string
  readonly phone_number_id: string
  readonly access_token: string
  /** Maximum number of concurrent sends; each has its own connection. */
  readonly concurrency: number
  readonly connect_timeout_ms: number
  readonly read_timeout_ms: number
  readonly log: Logger
}

/** Sends by the Cloud API: one POST per message, without retries, redirects and pipelining. */
export function createWhatsAppProvider(options: WhatsAppProviderOptions): Provider {
  const { connect_timeout_ms, read_timeout_ms, log } = options
  const base = new URL(options.base_url)
  const number_path = `${base.pathname.replace(/\/+$/u, '')}/${options.api_version}/${encodeURIComponent(options.phone_number_id)}`
  const path = `${number_path}/messages`
  const headers = {
    authorization: `Bearer ${options.access_token}`,
    'content-type': 'application/json',
    'user-agent': 'dutybell',
  }
  const pool = new Pool(base.origin, {
    connections: options.concurrency,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
    connect: { timeout: connect_timeout_ms },
    headersTimeout: 0, // the exchange has its own time-out for the whole answer
    bodyTimeout: 0,
  })
  let closing: Promise<void> | undefined

  return {
    async send(message, { signal, onRequest }) {
      const started_at = performance.now()
      const built = build(message)
      if (!built.ok) return logOutcome(log, 'WhatsApp', message, unsent('request', 'payload', built.fault, 0))
      const { delivery_id, attempt, template, recipient } = message
      log.info(
        { delivery_id, attempt, template },
        `[WhatsApp] Sending template '${template}' to ${maskPhoneNumber(recipient)}`,
      )
      const body = JSON.stringify(built.payload)
      const request = {
        method: 'POST',
        path,
        headers,
        body,
        signal,
        connect_timeout_ms,
        read_timeout_ms,
      } as const
      onRequest?.()
      const outcome = toOutcome(await exchange(pool, request), Math.round(performance.now() - started_at))
      return logOutcome(log, 'WhatsApp', message, outcome)
    },
    async probe({ signal }) {
      const path = `${number_path}?fields=${HEALTH_FIELDS}`
      const request = { method: 'GET', path, headers, body: null, signal } as const
      return readHealth(await exchange(pool, { ...request, connect_timeout_ms, read_timeout_ms }))
    },
    /** Aborts all sends in flight, which are then in doubt. */
    close() {
      closing ??= pool.destroy()
      return closing
    },
  }
}

type Built =
  | { readonly ok: true; readonly payload: MessageRequest }
  | { readonly ok: false; readonly fault: string }

function build(message: OutgoingMessage): Built {
  const prepared = prepareMessage(message)
  if (!prepared.ok) return prepared
  const payload = buildPayload(message, prepared.parameters)
  const faults = findPayloadFaults(payload)
  if (faults.length > 0) return { ok: false, fault: `Invalid payload: ${faults.join('; ')}.` }
  return { ok: true, payload }
}

function toOutcome(result: Exchange, duration_ms: number): SendOutcome {
  if (result.kind === 'answered') return { ...readAnswer(result), duration_ms }
  if (result.kind === 'not_sent') return unsent('transient', result.code, result.text, duration_ms)
  const error = { class: 'transient', code: result.code, text: cleanProviderText(result.text) } as const
  return { outcome: 'in_doubt', error, http_status: null, trace_id: null, duration_ms }
}

function unsent(errorClass: ErrorClass, code: string, text: string, duration_ms: number): SendOutcome {
  const error = { class: errorClass, code, text: cleanProviderText(text) }
  return { outcome: 'unsent', error, http_status: null, trace_id: null, duration_ms }
}
