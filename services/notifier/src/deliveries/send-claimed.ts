import { isTemplateName } from '@dutybell/shared/templates/catalogue'
import type { ChannelSettings } from '../channels/settings.ts'
import type { ProviderError, Provider, SendOutcome } from '../providers/outcome.ts'
import type { Claimed } from './claim-deliveries.ts'

interface SendContext {
  readonly provider: Provider
  readonly settings: ChannelSettings
  readonly signal: AbortSignal
}

/** Sends a claimed delivery, unless its lease ends before the time-outs; `lease_ends_at` is of performance.now(). */
export async function sendClaimed(
  { provider, settings, signal }: SendContext,
  claimed: Claimed,
  lease_ends_at: number,
): Promise<SendOutcome> {
  const { template, payload, delivery_id, attempt, retries, recipient } = claimed
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
  const { parameters } = payload
  const language = settings.template_language
  return provider.send(
    { delivery_id, attempt, retries, recipient, template, language, parameters },
    { signal },
  )
}

/** Not sent for an internal reason: the delivery can be claimed again at once. */
export function releasedUnsent(code: string, text: string): SendOutcome {
  return unsent({ class: 'transient', code, text, retry_after_ms: 0 })
}

function unsent(error: ProviderError): SendOutcome {
  return { outcome: 'unsent', error, http_status: null, trace_id: null, duration_ms: 0 }
}
