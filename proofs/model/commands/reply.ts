import fc from 'fast-check'
import type { ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'
import type { OutgoingMessage, SendOutcome } from '@dutybell/notifier/providers/outcome'
import type { ProviderLedger } from '../provider-ledger.ts'

const REPLIES = [
  'takes it',
  'takes it and says that the template is paused',
  'takes it, and the answer is lost',
  'loses it',
  'takes it after nobody listens any more',
  'is not reached',
  'fails (5xx)',
  'fails (5xx) and takes it all the same',
  'refuses it: transient',
  'refuses it: recipient',
  'refuses it: not today',
  'refuses it: template',
  'refuses it: account',
  'refuses it: too fast',
  'refuses it: too fast for this person',
] as const
export type Reply = (typeof REPLIES)[number]

/** What leaves a doubt, or a next attempt, is drawn more often than what ends a life. */
export const replies: fc.Arbitrary<Reply> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<Reply>(
      'takes it, and the answer is lost',
      'loses it',
      'refuses it: transient',
      'refuses it: recipient',
    ),
  },
  { weight: 1, arbitrary: fc.constant<Reply>('takes it') },
  { weight: 1, arbitrary: fc.constantFrom(...REPLIES) },
)

/** What the provider does with a request, and what we see of it. */
export function replyTo(ledger: ProviderLedger, message: OutgoingMessage, reply: Reply): SendOutcome {
  switch (reply) {
    case 'takes it':
      return accept(ledger, message, false)
    case 'takes it and says that the template is paused':
      return accept(ledger, message, true)
    case 'takes it, and the answer is lost':
      ledger.take(message)
      return unanswered('in_doubt', 'UND_ERR_HEADERS_TIMEOUT')
    case 'loses it':
      return unanswered('in_doubt', 'ECONNRESET')
    case 'takes it after nobody listens any more':
      ledger.delay(message)
      return unanswered('in_doubt', 'UND_ERR_HEADERS_TIMEOUT')
    case 'is not reached':
      return unanswered('unsent', 'ECONNREFUSED')
    case 'fails (5xx)':
      return refuse('transient', '131000', 500)
    case 'fails (5xx) and takes it all the same':
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
