import { isTemplateName } from '@dutybell/shared/templates/catalogue'
import type { Provider, SendOutcome } from '../providers/outcome.ts'
import type { Claimed } from './claim-deliveries.ts'
import type { ChannelSettings } from '../channels/settings.ts'

interface SendContext {
  readonly provider: Provider
  readonly settings: ChannelSettings
  readonly signal: AbortSignal
}

/** Sends one claimed delivery, unless too little of its lease is left; `lease_ends_at` is on performance.now()'s clock. */
export async function sendClaimed(
  { provider, settings, signal }: SendContext,
  claimed: Claimed,
  lease_ends_at: number,
): Promise<SendOutcome> {
  const { template, payload, delivery_id, attempt, recipient, registration_id } = claimed
  if (lease_ends_at - performance.now() < settings.connect_timeout_ms + settings.read_timeout_ms) {
    return givenBack('lease_too_short', 'Given back: too little of the lease was left to send in.')
  }
  if (!isTemplateName(template)) {
    return unsent({
      class: 'request',
      code: 'template_unknown',
      text: `There is no message called ${template}.`,
    })
  }
  const { parameters } = payload
  const language = settings.template_language
  return provider.send(
    { delivery_id, attempt, recipient, template, language, parameters, registration_id },
    { signal },
  )
}

/** It was not tried, for a reason of our own: it may be claimed again at once. */
export function givenBack(code: string, text: string): SendOutcome {
  return unsent({ class: 'transient', code, text, retry_after_ms: 0 })
}

function unsent(error: Extract<SendOutcome, { outcome: 'unsent' }>['error']): SendOutcome {
  return { outcome: 'unsent', error, http_status: null, trace_id: null, duration_ms: 0 }
}
