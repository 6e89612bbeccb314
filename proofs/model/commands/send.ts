import fc from 'fast-check'
import { InternalErrors } from '@dutybell/notifier/deliveries/internal-errors'
import { sendClaimed } from '@dutybell/notifier/deliveries/send-claimed'
import type { OutgoingMessage, SendOutcome, Provider } from '@dutybell/notifier/providers/outcome'
import { createLogger } from '@dutybell/shared/logger'
import type { ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'
import type { ProviderLedger } from '../provider-ledger.ts'
import { pick, type Step, step } from '../step.ts'
import type { Flight, World } from '../world.ts'

const REPLIES = [
  'accepts it',
  'accepts it and reports that the template is paused',
  'accepts it, and the answer is lost',
  'loses it',
  'accepts it after the connection was closed',
  'is unreachable',
  'fails (5xx)',
  'fails (5xx) after accepting it',
  'refuses it: transient',
  'refuses it: recipient',
  'refuses it: not today',
  'refuses it: template',
  'refuses it: account',
  'refuses it: too fast',
  'refuses it: too fast for this person',
] as const
export type Reply = (typeof REPLIES)[number]

/** Replies that lead to a doubt or another attempt are drawn more often than final ones. */
export const replies: fc.Arbitrary<Reply> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<Reply>(
      'accepts it, and the answer is lost',
      'loses it',
      'refuses it: transient',
      'refuses it: recipient',
    ),
  },
  { weight: 1, arbitrary: fc.constant<Reply>('accepts it') },
  { weight: 1, arbitrary: fc.constantFrom(...REPLIES) },
)

/** The provider's action on a request, and the outcome that the notifier sees. */
function replyTo(ledger: ProviderLedger, message: OutgoingMessage, reply: Reply): SendOutcome {
  switch (reply) {
    case 'accepts it':
      return accept(ledger, message, false)
    case 'accepts it and reports that the template is paused':
      return accept(ledger, message, true)
    case 'accepts it, and the answer is lost':
      ledger.take(message)
      return unanswered('in_doubt', 'UND_ERR_HEADERS_TIMEOUT')
    case 'loses it':
      return unanswered('in_doubt', 'ECONNRESET')
    case 'accepts it after the connection was closed':
      ledger.delay(message)
      return unanswered('in_doubt', 'UND_ERR_HEADERS_TIMEOUT')
    case 'is unreachable':
      return unanswered('unsent', 'ECONNREFUSED')
    case 'fails (5xx)':
      return refuse('transient', '131000', 500)
    case 'fails (5xx) after accepting it':
      ledger.take(message)
      return refuse('transient', '131000', 500)
    case 'refuses it: transient':
      return refuse('transient', '131000', 400)
    case 'refuses it: recipient':
      return refuse('recipient', '131026', 400)
    case 'refuses it: not today':
      return refuse('recipient', '131049', 400)
    case 'refuses it: template':
      return refuse('template', '132015', 400)
    case 'refuses it: account':
      return refuse('account', '131042', 400)
    case 'refuses it: too fast':
      return refuse('pace', '130429', 429)
    case 'refuses it: too fast for this person':
      return refuse('pace', '131056', 400)
  }
}

function accept(ledger: ProviderLedger, message: OutgoingMessage, template_paused: boolean): SendOutcome {
  const { provider_message_id } = ledger.take(message)
  const exchange = { http_status: 200, trace_id: null, duration_ms: 1 }
  return { outcome: 'accepted', provider_message_id, template_paused, ...exchange }
}

function unanswered(outcome: 'in_doubt' | 'unsent', code: string): SendOutcome {
  const error = { class: 'transient', code, text: 'No answer.' } as const
  return { outcome, error, http_status: null, trace_id: null, duration_ms: 1 }
}

function refuse(errorClass: ErrorClass, code: string, http_status: number): SendOutcome {
  const error = { class: errorClass, code, text: 'Refused.' }
  return { outcome: 'refused', error, http_status, trace_id: null, duration_ms: 1 }
}

/** A notifier sends a claimed delivery, unless its lease is nearly over. */
export const sending: fc.Arbitrary<Step> = fc
  .record({
    flight: fc.nat(9),
    reply: replies,
  })
  .map(({ flight, reply }) =>
    step(`send(${flight}, the provider ${reply})`, {
      when: (world) => unsent(world).length > 0,
      async act(world) {
        const picked = pick(unsent(world), flight)
        if (picked) await send(world, picked, reply)
      },
    }),
  )

export function unsent(world: World): readonly Flight[] {
  return world.flights.filter(({ outcome }) => outcome === null)
}

export async function send(world: World, flight: Flight, reply: Reply): Promise<void> {
  const provider: Provider = {
    send: async (message) => replyTo(world.ledger, message, reply),
    probe: async () => ({ ok: true }),
    close: async () => undefined,
  }
  const { settings } = world
  const { signal } = new AbortController()
  const errors = new InternalErrors(settings.channel, createLogger({ service: 'model', level: 'silent' }))
  flight.outcome = await sendClaimed(
    { provider, settings, signal, errors },
    flight.claimed,
    performance.now() + flight.remaining_ms,
  )
  if (reply === 'refuses it: too fast') world.refused_for_rate += 1
  if (reply === 'refuses it: not today') world.withheld.add(flight.claimed.delivery_id)
}

/** The provider accepts a request whose connection was closed before the answer. */
export const arrivingLate: fc.Arbitrary<Step> = fc.nat(3).map((n) =>
  step(`accept late(${n})`, {
    when: ({ ledger }) => ledger.abandoned.length > n,
    async act({ ledger }) {
      ledger.acceptAbandoned(n)
    },
  }),
)
