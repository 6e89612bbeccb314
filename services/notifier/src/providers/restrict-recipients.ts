import type { Provider, SendOutcome } from './outcome.ts'

/** Keeps a trial from messaging real people: whoever is not allowed is refused before a byte leaves. */
export function restrictRecipients(provider: Provider, isAllowed: (recipient: string) => boolean): Provider {
  return {
    send: (message, options) =>
      isAllowed(message.recipient) ? provider.send(message, options) : Promise.resolve(NOT_ALLOWED),
    probe: (options) => provider.probe(options),
    close: () => provider.close(),
  }
}

/** For a channel that is switched off: everything on it fails, visibly. */
export function refuseAll(code: string, text: string): Provider {
  return {
    send: () => Promise.resolve(refusal(code, text)),
    probe: () => Promise.resolve({ well: true }),
    close: () => Promise.resolve(),
  }
}

const NOT_ALLOWED = refusal('delivery_mode', 'DELIVERY_MODE keeps this recipient from being messaged.')

function refusal(code: string, text: string): SendOutcome {
  return {
    outcome: 'unsent',
    error: { class: 'request', code, text },
    http_status: null,
    trace_id: null,
    duration_ms: 0,
  }
}
