import { createLogger } from '@dutybell/shared/logger'
import type { SeededRandom } from '@dutybell/shared/seeded-random'
import type { Answer as GraphAnswer } from '@dutybell/simulator/behaviour/answer'
import { isTaken } from '@dutybell/simulator/graph/give-answer'
import { startSimulator } from '@dutybell/simulator/simulator'
import { type Callbacks, PHONE_NUMBER_ID } from './callbacks.ts'
import type { Catches } from './catches.ts'
import type { Ledger } from './ledger.ts'
import type { Answer, ProviderFaults } from './provider-faults.ts'

export interface GraphServer {
  readonly url: string
  readonly close: () => Promise<void>
}

export interface GraphServerOptions {
  readonly random: SeededRandom
  readonly ledger: Ledger
  readonly providerFaults: ProviderFaults
  readonly catches: Catches
  readonly callbacks: Callbacks
}

const UNAVAILABLE = { kind: 'error', code: 2, http_status: 500, is_transient: true } as const

const ANSWERS: Readonly<Record<Answer, GraphAnswer>> = {
  accept: { kind: 'accepted' },
  take_and_reset: { kind: 'lost' },
  take_and_hang: { kind: 'hang' },
  take_and_cut: { kind: 'cut_off' },
  take_and_500: { kind: 'error', code: 131000, is_transient: true, taken: true },
  take_and_html_503: { kind: 'html', http_status: 503, taken: true },
  reset: { kind: 'reset' },
  hang: { kind: 'hang', taken: false },
  error_500: UNAVAILABLE,
  html_503: { kind: 'html', http_status: 503 },
  too_fast_429: { kind: 'error', code: 130429, http_status: 429, retry_after_seconds: 1 },
  busy_429: { kind: 'html', http_status: 429, retry_after_seconds: 1 },
  undeliverable_400: { kind: 'error', code: 131026 },
}

/**
 * The simulator with the faults and the traps of the run. A notifier is known by its access token. An accepted message is recorded
 * before its answer is sent.
 */
export async function startGraphServer(options: GraphServerOptions): Promise<GraphServer> {
  const { random, ledger, providerFaults, catches, callbacks } = options
  let notifier = '' // set by `decide` in the tick in which the message event follows
  const simulator = await startSimulator({
    log: createLogger({ service: 'simulator', level: 'silent' }),
    phone_number_id: PHONE_NUMBER_ID,
    decide(_message, token) {
      notifier = token
      if (catches.reach('request_arrived', token)) return { answer: { kind: 'reset' } }
      const kind = providerFaults.answer()
      const answer = ANSWERS[kind]
      const is_trapped = isTaken(answer) && catches.isSet('message_taken', token)
      return {
        answer: is_trapped ? { kind: 'lost' } : answer,
        latency_ms: isTaken(answer) ? random.between(2, 40) : 0,
        callbacks: { statuses: [] },
      }
    },
  })
  simulator.onMessage(({ taken, biz_opaque_callback_data, wamid, to, template, parameters }) => {
    if (!taken) return
    const [delivery_id, attempt] = biz_opaque_callback_data?.split(':') ?? []
    if (!delivery_id || !attempt || wamid === null || to === null)
      throw new Error('A message has no delivery id.')
    const message = { delivery_id, attempt: Number(attempt), to, template, parameters, message_id: wamid }
    callbacks.schedule(ledger.take({ channel: 'whatsapp', ...message }))
    catches.reach('message_taken', notifier)
  })
  return { url: simulator.url, close: simulator.close }
}
