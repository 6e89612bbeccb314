import { test } from 'tap'
import { decide } from '../../src/deliveries/decide.ts'
import type { ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'
import type { SendOutcome } from '../../src/providers/outcome.ts'

const BASE_MS = 10_000
const ANSWER = { http_status: 400, trace_id: 'trace', duration_ms: 5 }

function refused(errorClass: ErrorClass, retry_after_ms?: number): SendOutcome {
  const error = {
    class: errorClass,
    code: '1',
    text: 'No.',
    ...(retry_after_ms === undefined ? {} : { retry_after_ms }),
  }
  return { ...ANSWER, outcome: 'refused', error }
}

function decided(outcome: SendOutcome, { attempt = 1, spent = 0, random = 1 } = {}) {
  return decide({ delivery_id: 'id', attempt, spent }, outcome, {
    channel: 'whatsapp',
    retry_base_ms: BASE_MS,
    random: () => random,
  })
}

test('decide: accepted, the message id is recorded and no attempt is counted', async (t) => {
  t.match(decided({ ...ANSWER, outcome: 'accepted', provider_message_id: 'wamid.1' }), {
    delivery_id: 'id',
    attempt: 1,
    outcome: 'accepted',
    verdict: 'accepted',
    provider_message_id: 'wamid.1',
    code: null,
    text: null,
    counts_attempt: 0,
  })
})

test('decide: transient refusals, the maximum back-off doubles with each counted attempt up to five minutes', async (t) => {
  for (const [spent, longest_ms] of [10_000, 20_000, 40_000, 80_000].entries()) {
    t.match(decided(refused('transient'), { spent }), {
      verdict: 'retry',
      delay_ms: longest_ms,
      counts_attempt: 1,
    })
  }
  t.equal(decided(refused('transient'), { spent: 20 }).delay_ms, 300_000)
})

test('decide: a transient refusal, the back-off has full jitter', async (t) => {
  t.equal(decided(refused('transient'), { random: 0 }).delay_ms, 0)
  t.equal(decided(refused('transient'), { random: 0.25 }).delay_ms, BASE_MS / 4)
})

test('decide: the provider names a wait, the delay is that wait', async (t) => {
  t.match(decided(refused('transient', 1_234)), { verdict: 'retry', delay_ms: 1_234 })
  t.match(decided(refused('pace', 1_234)), { verdict: 'retry', delay_ms: 1_234, counts_attempt: 0 })
})

test('decide: a rate limit or an account error, it is retried and no attempt is counted', async (t) => {
  for (const errorClass of ['pace', 'account'] as const) {
    const { verdict, delay_ms, counts_attempt } = decided(refused(errorClass))
    t.same({ verdict, counts_attempt }, { verdict: 'retry', counts_attempt: 0 }, errorClass)
    t.ok(delay_ms > 0, errorClass)
  }
})

test('decide: a quota is used up, it waits minutes or as long as the server asks, and no attempt is counted', async (t) => {
  t.match(decided(refused('quota')), { verdict: 'retry', delay_ms: 300_000, counts_attempt: 0 })
  t.match(decided(refused('quota', 3_600_000)), { verdict: 'retry', delay_ms: 3_600_000, counts_attempt: 0 })
  const unsent = decided({
    ...ANSWER,
    outcome: 'unsent',
    error: { class: 'quota', code: '550', text: 'No.' },
  })
  t.match(unsent, { verdict: 'retry', delay_ms: 300_000, counts_attempt: 0 })
})

test('decide: a deferred e-mail, the back-off grows with its tries although none is counted', async (t) => {
  for (const [attempt, delay_ms] of [
    [1, 10_000],
    [3, 40_000],
    [20, 300_000],
  ] as const) {
    const decision = decide({ delivery_id: 'id', attempt, spent: 0 }, refused('transient'), {
      channel: 'email',
      retry_base_ms: BASE_MS,
      random: () => 1,
    })
    t.match(decision, { verdict: 'retry', delay_ms, counts_attempt: 0 })
  }
})

test('decide: a template error, the delivery is held and no attempt is counted', async (t) => {
  t.match(decided(refused('template')), { verdict: 'held', reason: 'template', counts_attempt: 0 })
})

test('decide: a recipient or request error, the delivery fails', async (t) => {
  for (const errorClass of ['recipient', 'request'] as const) {
    t.match(decided(refused(errorClass)), { verdict: 'failed', reason: errorClass, code: '1', text: 'No.' })
  }
})

test('decide: no readable answer, the delivery is in doubt and the attempt is counted', async (t) => {
  const error = { class: 'transient', code: 'UND_ERR_HEADERS_TIMEOUT', text: 'Silence.' } as const
  t.match(decided({ ...ANSWER, http_status: null, outcome: 'in_doubt', error }), {
    outcome: 'in_doubt',
    verdict: 'in_doubt',
    counts_attempt: 1,
    code: 'UND_ERR_HEADERS_TIMEOUT',
  })
})

test('decide: unsent, it is retried within a minute without a limit, and no attempt is counted', async (t) => {
  const error = { class: 'transient', code: 'ECONNREFUSED', text: 'Connection refused.' } as const
  const outcome: SendOutcome = { ...ANSWER, http_status: null, outcome: 'unsent', error }
  t.match(decided(outcome), { outcome: 'unsent', verdict: 'retry', delay_ms: BASE_MS, counts_attempt: 0 })
  t.match(decided(outcome, { attempt: 50 }), { delay_ms: 60_000, counts_attempt: 0 })
})

test('decide: an invalid message, the delivery fails', async (t) => {
  const error = { class: 'request', code: 'payload', text: 'No such template.' } as const
  t.match(decided({ ...ANSWER, outcome: 'unsent', error }), {
    outcome: 'unsent',
    verdict: 'failed',
    reason: 'request',
  })
})

test('decide: an outage, a transient refusal is not counted', async (t) => {
  const options = { channel: 'whatsapp', retry_base_ms: BASE_MS, is_outage: true } as const
  const claimed = { delivery_id: 'id', attempt: 1, spent: 0 }
  t.match(decide(claimed, refused('transient'), options), { verdict: 'retry', counts_attempt: 0 })
  t.match(decide(claimed, refused('recipient'), options), { verdict: 'failed', counts_attempt: 1 })
})
