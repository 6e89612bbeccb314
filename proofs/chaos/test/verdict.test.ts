import { test } from 'tap'
import type { Taken } from '../src/provider/ledger.ts'
import { findDoubled } from '../src/verdict/doubled.ts'
import type { AttemptRow, DeliveryRow } from '../src/verdict/evidence.ts'
import { findFalse } from '../src/verdict/false.ts'
import { findLost } from '../src/verdict/lost.ts'
import { findOutOfOrder } from '../src/verdict/order.ts'
import { findUnexplained } from '../src/verdict/states.ts'

const TOMORROW = Temporal.PlainDate.from('2026-03-15')
const CALLBACKS = { callbacks_on: true, window_seconds: 5 }

test('verdict: a delivery that arrived once and is recorded so, no fault', async (t) => {
  const deliveries = [delivery({})]
  const ledger = [taken({})]
  t.same(findLost(deliveries, ledger), [])
  t.same(findDoubled(deliveries, ledger, CALLBACKS).unmarked, [])
  t.same(findFalse(deliveries, ledger, TOMORROW), [])
  t.same(findUnexplained(deliveries, true), [])
})

test('verdict: recorded as sent and not at the provider, lost', async (t) => {
  t.match(findLost([delivery({})], []), [/has not got it/])
  t.match(findLost([delivery({ state: 'pending' })], [taken({})]), [/still pending/])
  t.match(findLost([delivery({ state: 'failed' })], []), [/for no reason/])
  t.match(findLost([delivery({ state: 'cancelled', reason: 'duty_moved' })], [taken({})]), [
    /provider took it/,
  ])
  t.match(findLost([], [taken({})]), [/none of ours/])
  t.match(findLost([delivery({})], [taken({ parameters: ['Somebody else'] })]), [/something else/])
})

test('verdict: two arrivals, a fault where they are unmarked, too early or after a callback', async (t) => {
  const ledger = [taken({ at_ms: 1_000 }), taken({ attempt: 2, at_ms: 9_000 })]
  const attempts = [
    attempt({ started_ms: 900, outcome: 'in_doubt' }),
    attempt({ number: 2, started_ms: 8_900 }),
  ]
  const marked = delivery({ attempts, possible_duplicate: true })
  t.match(findDoubled([delivery({ attempts })], ledger, CALLBACKS).unmarked, [/arrived 2 times/])
  t.match(findDoubled([marked], ledger, CALLBACKS), { unmarked: [], needless: [], marked: { whatsapp: 1 } })
  const called = [taken({ called_back_ms: 2_000 }), taken({ attempt: 2 })]
  t.match(findDoubled([marked], called, CALLBACKS).needless, [/callback of the first was there/])
  const early = delivery({
    possible_duplicate: true,
    attempts: [attempt({}), attempt({ number: 2, started_ms: 3_000 })],
  })
  t.match(findDoubled([early], ledger, CALLBACKS).needless, [/within the window/])
})

test('verdict: two events about one duty, doubled unless one failed or is marked', async (t) => {
  const duties = [{ id: 'duty', version: 1, superseded_ms: null }]
  const both = [delivery({ duties }), delivery({ id: 'other', duties })]
  const ledger = [taken({}), taken({ delivery_id: 'other' })]
  t.match(findDoubled(both, ledger, CALLBACKS).unmarked, [/sent by one and other/])
  const withdrawn = both.map((row) => ({ ...row, withdrawn: row.id === 'one' }))
  t.match(findDoubled(withdrawn, ledger, CALLBACKS).unmarked, [/sent by one and other/], 'it arrived')
  const failed = [delivery({ duties, attempts: [attempt({ failed: true })] }), ...both.slice(1)]
  t.same(findDoubled(failed, ledger, CALLBACKS).unmarked, [])
  const marked = both.map((row) => ({ ...row, possible_duplicate: row.id === 'other' }))
  t.same(findDoubled(marked, ledger, CALLBACKS).unmarked, [])
})

test('verdict: claimed after the duty was changed, or a reminder of another day, false', async (t) => {
  const duties = [{ id: 'duty', version: 1, superseded_ms: 50 }]
  t.match(findFalse([delivery({ duties })], [taken({})], TOMORROW), [/changed before its claim/])
  t.same(
    findFalse([delivery({ duties, attempts: [attempt({ started_ms: 40 })] })], [taken({})], TOMORROW),
    [],
  )
  const current = [{ id: 'duty', version: 1, superseded_ms: null }]
  const reminder = {
    template: 'duty_reminder_tomorrow',
    parameters: ['Ahmed Ali', '16 March 2026', 'Fajar Azaan'],
  }
  t.match(findFalse([delivery({ ...reminder, duties: current })], [taken({})], TOMORROW), [/is tomorrow/])
  t.match(findFalse([delivery(reminder)], [], TOMORROW), [/names none/])
})

test('verdict: the later of one person begins while the earlier waits, out of order', async (t) => {
  const earlier = delivery({ attempts: [attempt({ started_ms: 2_000 })] })
  const later = delivery({
    id: 'later',
    seq: 2,
    committed_ms: 10,
    attempts: [attempt({ started_ms: 1_000 })],
  })
  t.match(findOutOfOrder([earlier, later]), [/later began 1000 ms before one/])
  t.same(findOutOfOrder([{ ...earlier, committed_ms: 990 }, later]), [])
  t.same(findOutOfOrder([earlier, { ...later, recipient: '+919800000002' }]), [])
})

test('verdict: a row that contradicts its attempts, unexplained', async (t) => {
  t.match(faultsOf({ attempts: [attempt({ delivered: false })] }), [/contradict the state/])
  t.match(faultsOf({ attempts_made: 2 }), [/miscounted/])
  t.match(faultsOf({ attempts: [attempt({ finished_ms: null })] }), [/has no result/])
  t.match(faultsOf({ blocked_by_earlier: true }), [/blocked by an earlier delivery/])
  t.match(faultsOf({ leased: true }), [/is leased/])
  t.match(faultsOf({ state: 'accepted' }), [/callbacks were not applied/])
  t.match(faultsOf({ state: 'failed' }), [/contradict the state/])
})

function faultsOf(row: Partial<DeliveryRow>): readonly string[] {
  return findUnexplained([delivery(row)], true)
}

function attempt(row: Partial<AttemptRow>): AttemptRow {
  return {
    number: 1,
    started_ms: 900,
    finished_ms: 1_100,
    outcome: 'accepted',
    http_status: null,
    code: null,
    message_id: null,
    sent: true,
    delivered: true,
    read: false,
    failed: false,
    ...row,
  }
}

function delivery(row: Partial<DeliveryRow>): DeliveryRow {
  return {
    id: 'one',
    seq: 1,
    outbox_id: 'event',
    channel: 'whatsapp',
    recipient: '+919800000001',
    template: 'registration_received',
    state: 'delivered',
    reason: null,
    attempts_made: 1,
    possible_duplicate: false,
    withdrawn: false,
    blocked_by_earlier: false,
    leased: false,
    for_a_person: false,
    parameters: ['Ahmed Ali'],
    committed_ms: 0,
    attempts: [attempt({})],
    duties: [],
    ...row,
  }
}

function taken(message: Partial<Taken>): Taken {
  return {
    channel: 'whatsapp',
    delivery_id: 'one',
    attempt: 1,
    to: '+919800000001',
    template: 'registration_received',
    parameters: ['Ahmed Ali'],
    message_id: 'wamid.1',
    at_ms: 1_000,
    called_back_ms: null,
    ...message,
  }
}
