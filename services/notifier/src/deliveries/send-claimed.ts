import { SpanKind } from '@opentelemetry/api'
import { type SpanOptions, withSpan } from '@dutybell/shared/tracing'
import { isTemplateName } from '@dutybell/shared/templates/catalogue'
import { wordsOf } from '@dutybell/shared/templates/languages'
import type { ChannelSettings } from '../channels/settings.ts'
import { cleanProviderText } from '../providers/clean-provider-text.ts'
import type { ProviderError, Provider, SendOutcome } from '../providers/outcome.ts'
import type { InternalErrors } from './internal-errors.ts'
import type { Claimed } from './claim-deliveries.ts'

interface SendContext {
  readonly provider: Provider
  readonly settings: ChannelSettings
  readonly signal: AbortSignal
  readonly errors: InternalErrors
}

/** Sends a claimed delivery, unless its lease ends before the time-outs; `lease_ends_at` is of performance.now(). */
export async function sendClaimed(
  { provider, settings, signal, errors }: SendContext,
  claimed: Claimed,
  lease_ends_at: number,
): Promise<SendOutcome> {
  const { template, language, payload, delivery_id, attempt, retries, recipient } = claimed
  if (lease_ends_at - performance.now() < settings.connect_timeout_ms + settings.read_timeout_ms) {
    return releasedUnsent('lease_too_short', 'Released unsent: the rest of the lease is too short to send.')
  }
  if (!isTemplateName(template)) {
    return unsent({
      class: 'request',
      code: 'template_unknown',
      text: `The template ${template} does not exist.`,
    })
  }
  const parameters = (settings.channel === 'whatsapp' && payload.whatsapp_parameters) || payload.parameters
  const words = wordsOf(template, language, settings.template_languages[0])
  let is_requested = false
  const onRequest = (): void => void (is_requested = true)
  try {
    const message = { delivery_id, attempt, retries, recipient, template, language, words, parameters }
    const outcome = await withSpan('send', spanOf(claimed, settings.channel), async (span) => {
      const outcome = await provider.send(message, { signal, onRequest })
      span?.setAttribute('outcome', outcome.outcome)
      return outcome
    })
    errors.countSend()
    return outcome
  } catch (error) {
    if (is_requested) return inDoubtAfter(error)
    errors.add(error, [claimed])
    return unsent({ ...INTERNAL_ERROR, text: 'Released unsent: an internal error, which the log has.' })
  }
}

/** In a trace of its own, because it may come hours after the request that caused it. */
function spanOf({ delivery_id, attempt, template, traceparent }: Claimed, channel: string): SpanOptions {
  return {
    kind: SpanKind.CLIENT,
    links: [traceparent],
    attributes: { channel, delivery_id, attempt, template },
  }
}

const INTERNAL_ERROR = { class: 'transient', code: 'internal_error' } as const

function inDoubtAfter(error: unknown): SendOutcome {
  const text = cleanProviderText(`Internal error after the request: ${String(error)}`)
  return {
    outcome: 'in_doubt',
    error: { ...INTERNAL_ERROR, text },
    http_status: null,
    trace_id: null,
    duration_ms: 0,
  }
}

/** Not sent for an internal reason: the delivery can be claimed again at once. */
export function releasedUnsent(code: string, text: string): SendOutcome {
  return unsent({ class: 'transient', code, text, retry_after_ms: 0 })
}

function unsent(error: ProviderError): SendOutcome {
  return { outcome: 'unsent', error, http_status: null, trace_id: null, duration_ms: 0 }
}
