import type { Provider, SendOutcome } from './outcome.ts'

/** The code of the error, and the reason of the delivery. */
export const WITHHELD_BY_MODE = 'delivery_mode'

/** For DELIVERY_MODE: a message to another recipient is refused before it is sent. */
export function restrictRecipients(provider: Provider, isAllowed: (recipient: string) => boolean): Provider {
  return {
    send: (message, options) =>
      isAllowed(message.recipient) ? provider.send(message, options) : Promise.resolve(NOT_ALLOWED),
    probe: (options) => provider.probe(options),
    close: () => provider.close(),
  }
}

/** For a disabled channel: each message fails with this code. */
export function refuseAll(code: string, text: string): Provider {
  return {
    send: () => Promise.resolve(refusal(code, text)),
    probe: () => Promise.resolve({ ok: true }),
    close: () => Promise.resolve(),
  }
}

const NOT_ALLOWED = refusal(WITHHELD_BY_MODE, 'DELIVERY_MODE does not allow messages to this recipient.')

function refusal(code: string, text: string): SendOutcome {
  return {
    outcome: 'unsent',
    error: { class: 'request', code, text },
    http_status: null,
    trace_id: null,
    duration_ms: 0,
  }
}
