import { strict as assert } from 'node:assert'
import { shownBy } from './evidence.ts'
import { type AttemptSeen, attemptsIn, type DeliverySeen, type Snapshot } from './snapshot.ts'
import type { World } from './world.ts'

/** What holds after every step. */
export function checkStep(world: World, before: Snapshot, after: Snapshot): void {
  checkOutbox(before, after)
  checkRecipients(after)
  for (const delivery of after.deliveries) {
    const attempts = attemptsIn(after, delivery.id)
    checkCounts(world, delivery, attempts)
    checkErasure(delivery, attempts)
    checkSchedule(delivery)
    checkState(world, delivery, attempts)
    checkDoubles(world, delivery)
    checkTurn(after, delivery)
  }
  checkTransitions(before, after)
  checkEvidence(before, after)
}

function checkOutbox(before: Snapshot, after: Snapshot): void {
  for (const [id, was] of Object.entries(before.outbox)) {
    const now = after.outbox[id]
    assert.equal(now?.frozen, was.frozen, `the outbox never changes: ${id}`)
    assert.ok(now?.is_blank || now?.payload === was.payload, `what an event says never changes: ${id}`)
  }
}

function checkRecipients(after: Snapshot): void {
  const sending = after.deliveries.filter((delivery) => delivery.state === 'sending')
  const recipients = sending.map((delivery) => delivery.recipient)
  assert.equal(new Set(recipients).size, recipients.length, 'one at a time to each recipient')
}

function checkCounts(world: World, delivery: DeliverySeen, attempts: readonly AttemptSeen[]): void {
  const numbers = attempts.map((attempt) => attempt.number)
  assert.deepEqual(
    numbers,
    numbers.map((_, place) => place + 1),
    about(delivery, 'attempts are numbered from 1'),
  )
  assert.equal(delivery.attempts, attempts.length, about(delivery, 'each attempt is counted'))
  const most = world.withheld.has(delivery.id) ? world.settings.max_attempts : delivery.attempts
  assert.ok(delivery.spent <= most, about(delivery, 'no more spent than tried'))
  assert.ok(delivery.spent >= 0, about(delivery, 'nothing is given back that was not spent'))
  assert.ok(delivery.spent <= world.settings.max_attempts, about(delivery, 'no more spent than MAX_ATTEMPTS'))
}

function checkErasure(delivery: DeliverySeen, attempts: readonly AttemptSeen[]): void {
  if (!delivery.erased) return
  for (const { number, erased, provider_message_id } of attempts) {
    assert.ok(erased, about(delivery, `attempt ${number} is redacted`))
    assert.ok(
      provider_message_id === null || provider_message_id.startsWith('erased:'),
      about(delivery, `attempt ${number} holds no message id`),
    )
  }
}

function checkSchedule(delivery: DeliverySeen): void {
  const { state } = delivery
  assert.equal(
    delivery.lease_expires_at !== null,
    state === 'sending',
    about(delivery, 'a lease is for what flies'),
  )
  assert.ok(
    delivery.next_attempt_at === null || state === 'pending' || state === 'in_doubt',
    about(delivery, 'only what waits has a time'),
  )
  assert.ok(
    !delivery.blocked_by_earlier || state === 'pending',
    about(delivery, 'only what is pending waits a turn'),
  )
  assert.ok(
    !delivery.withdrawn || !['pending', 'held'].includes(state),
    about(delivery, 'what was withdrawn does not wait to be sent'),
  )
  assert.ok(state !== 'cancelled' || delivery.withdrawn, about(delivery, 'what is cancelled was withdrawn'))
  assert.ok(
    delivery.reason !== null || !['held', 'failed', 'cancelled', 'in_doubt'].includes(state),
    about(delivery, 'it says why'),
  )
}

/** The state is what the evidence says. */
function checkState(world: World, delivery: DeliverySeen, attempts: readonly AttemptSeen[]): void {
  const { state, id } = delivery
  const shows = shownBy(attempts)
  const explain = (rule: string) => about(delivery, `${rule}; the evidence shows ${shows}`)
  if (shows === 'delivered' || shows === 'read') {
    assert.equal(state, shows, explain('delivered and read override anything'))
  }
  if (shows === 'accepted' || shows === 'sent') {
    assert.notEqual(state, 'failed', explain('what was taken has not failed'))
    assert.ok(state === shows || world.replayed.has(id) || state === 'sending', explain('nothing moves down'))
  }
  if (['accepted', 'sent', 'delivered', 'read'].includes(state)) {
    assert.equal(state, shows, explain('only evidence moves it up'))
  }
  if (state === 'failed') {
    assert.equal(shows, 'failed', explain('failed only when each that may have left has failed'))
  }
  if (state === 'in_doubt') assert.equal(shows, 'in_doubt', explain('a doubt is about some attempt'))
}

const PROGRESS = ['accepted', 'sent', 'delivered', 'read']

/** The table of docs/delivery.md, with what several functions do within one step. */
const NEXT_STATES: Readonly<Record<string, readonly string[]>> = {
  pending: ['sending', 'held', 'in_doubt', 'failed', 'expired', 'cancelled', ...PROGRESS],
  sending: ['pending', 'held', 'in_doubt', 'failed', 'expired', 'cancelled', ...PROGRESS],
  in_doubt: ['pending', 'held', 'failed', 'expired', 'cancelled', ...PROGRESS],
  held: ['pending', 'in_doubt', 'failed', 'expired', 'cancelled', ...PROGRESS],
  accepted: ['pending', 'held', 'in_doubt', 'failed', 'expired', 'cancelled', ...PROGRESS],
  sent: ['pending', 'held', 'in_doubt', 'failed', 'expired', 'cancelled', ...PROGRESS],
  delivered: ['read'],
  read: [],
  failed: ['pending', 'in_doubt', 'cancelled', ...PROGRESS],
  expired: ['pending', 'in_doubt', 'failed', 'cancelled', ...PROGRESS],
  cancelled: PROGRESS,
}

function checkTransitions(before: Snapshot, after: Snapshot): void {
  for (const was of before.deliveries) {
    const now = after.deliveries.find(({ id }) => id === was.id)
    if (now === undefined || now.state === was.state) continue
    assert.ok(
      NEXT_STATES[was.state]?.includes(now.state),
      about(now, `${was.state} does not become ${now.state}`),
    )
  }
}

function checkDoubles(world: World, delivery: DeliverySeen): void {
  const arrivals = world.ledger.arrivalsOf(delivery.id)
  assert.ok(arrivals.length < 2 || delivery.possible_duplicate, about(delivery, 'a double is marked'))
}

/** A blocked delivery has an earlier one. */
function checkTurn(after: Snapshot, delivery: DeliverySeen): void {
  if (!delivery.blocked_by_earlier) return
  const holds = after.deliveries.some(
    (other) =>
      other.recipient === delivery.recipient &&
      (other.state === 'sending' || (other.state === 'pending' && other.seq < delivery.seq)),
  )
  assert.ok(holds, about(delivery, 'nobody waits a turn that nobody holds'))
}

const TIMES = ['sent_at', 'delivered_at', 'read_at', 'failed_at', 'provider_message_id'] as const

/** Recorded evidence of an attempt is never lost. */
function checkEvidence(before: Snapshot, after: Snapshot): void {
  for (const known of before.attempts) {
    const now = attemptsIn(after, known.delivery_id).find((attempt) => attempt.number === known.number)
    assert.ok(now, `attempt ${known.delivery_id}:${known.number} is kept`)
    for (const what of TIMES) {
      assert.ok(
        known[what] === null || now[what] !== null,
        `${what} of ${known.delivery_id}:${known.number} is kept`,
      )
    }
    assert.ok(
      known.outcome !== 'accepted' || now.outcome === 'accepted',
      `${known.delivery_id}:${known.number} stays accepted`,
    )
    assert.ok(
      known.outcome === null || now.outcome !== null,
      `${known.delivery_id}:${known.number} stays ended`,
    )
  }
}

export function about(delivery: DeliverySeen, rule: string): string {
  return `${rule}: ${JSON.stringify(delivery)}`
}
