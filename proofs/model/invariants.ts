import { strict as assert } from 'node:assert'
import { bestEvidence } from './evidence.ts'
import { type AttemptSeen, attemptsIn, type DeliverySeen, type Snapshot } from './snapshot.ts'
import type { World } from './world.ts'

const FEWEST_THAT_SLOW = 3 // refusals: fewer may be chance

/** Invariants that hold after every step. */
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
  assert.ok(
    !after.channel.is_slowed || world.refused_for_rate >= FEWEST_THAT_SLOW,
    `${world.refused_for_rate} refusals for the rate slow no channel`,
  )
}

function checkOutbox(before: Snapshot, after: Snapshot): void {
  for (const [id, was] of Object.entries(before.outbox)) {
    const now = after.outbox[id]
    assert.equal(now?.frozen, was.frozen, `the outbox never changes: ${id}`)
    assert.ok(now?.is_blank || now?.payload === was.payload, `the payload of an event never changes: ${id}`)
  }
}

function checkRecipients(after: Snapshot): void {
  const sending = after.deliveries.filter((delivery) => delivery.state === 'sending')
  const recipients = sending.map((delivery) => delivery.recipient)
  assert.equal(new Set(recipients).size, recipients.length, 'one delivery at a time is sent to a recipient')
}

function checkCounts(world: World, delivery: DeliverySeen, attempts: readonly AttemptSeen[]): void {
  const numbers = attempts.map((attempt) => attempt.number)
  assert.deepEqual(
    numbers,
    numbers.map((_, place) => place + 1),
    about(delivery, 'attempts are numbered from 1'),
  )
  // One without a row is seen only of a delivery that is done.
  assert.equal(delivery.attempts, attempts.length, about(delivery, 'each attempt is counted'))
  const most = world.withheld.has(delivery.id) ? world.settings.max_attempts : delivery.attempts
  assert.ok(delivery.spent <= most, about(delivery, 'counted attempts are no more than attempts'))
  assert.ok(delivery.spent >= 0, about(delivery, 'counted attempts are never negative'))
  assert.ok(
    delivery.spent <= world.settings.max_attempts,
    about(delivery, 'counted attempts are no more than MAX_ATTEMPTS'),
  )
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
    about(delivery, 'a delivery has a lease exactly while it is sending'),
  )
  assert.ok(
    delivery.next_attempt_at === null || state === 'pending' || state === 'in_doubt',
    about(delivery, 'only a waiting delivery has a next attempt'),
  )
  assert.ok(
    !delivery.blocked_by_earlier || state === 'pending',
    about(delivery, 'only a pending delivery is blocked by an earlier one'),
  )
  assert.ok(
    !delivery.withdrawn || !['pending', 'held'].includes(state),
    about(delivery, 'a withdrawn delivery is not waiting'),
  )
  assert.ok(
    state !== 'cancelled' || delivery.withdrawn,
    about(delivery, 'a cancelled delivery was withdrawn'),
  )
  assert.ok(
    delivery.reason !== null || !['held', 'failed', 'cancelled', 'in_doubt'].includes(state),
    about(delivery, 'a final or held state has a reason'),
  )
}

/** The state matches the evidence of the attempts. */
function checkState(world: World, delivery: DeliverySeen, attempts: readonly AttemptSeen[]): void {
  const { state, id } = delivery
  const shows = bestEvidence(attempts)
  const explain = (rule: string) => about(delivery, `${rule}; the evidence shows ${shows}`)
  if (shows === 'delivered' || shows === 'read') {
    assert.equal(state, shows, explain('delivered and read override anything'))
  }
  if (shows === 'accepted' || shows === 'sent') {
    assert.notEqual(state, 'failed', explain('an accepted delivery has not failed'))
    assert.ok(
      state === shows || world.retried.has(id) || state === 'sending',
      explain('the state does not move down'),
    )
  }
  if (['accepted', 'sent', 'delivered', 'read'].includes(state)) {
    assert.equal(state, shows, explain('the state moves up only with evidence'))
  }
  if (state === 'failed') {
    assert.equal(shows, 'failed', explain('a delivery fails only when no attempt may have arrived'))
  }
  if (state === 'in_doubt')
    assert.equal(shows, 'in_doubt', explain('an in-doubt delivery has an attempt in doubt'))
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
      about(now, `the transition from ${was.state} to ${now.state} is not allowed`),
    )
  }
}

function checkDoubles(world: World, delivery: DeliverySeen): void {
  const arrivals = world.ledger.arrivalsOf(delivery.id)
  assert.ok(arrivals.length < 2 || delivery.possible_duplicate, about(delivery, 'a duplicate is marked'))
}

/** A blocked delivery has an earlier one. */
function checkTurn(after: Snapshot, delivery: DeliverySeen): void {
  if (!delivery.blocked_by_earlier) return
  const holds = after.deliveries.some(
    (other) =>
      other.recipient === delivery.recipient &&
      (other.state === 'sending' || (other.state === 'pending' && other.seq < delivery.seq)),
  )
  assert.ok(holds, about(delivery, 'a blocked delivery has an earlier one'))
}

const TIMES = ['sent_at', 'delivered_at', 'read_at', 'failed_at', 'provider_message_id'] as const

/** Recorded evidence of an attempt is never lost. */
function checkEvidence(before: Snapshot, after: Snapshot): void {
  for (const known of before.attempts) {
    const now = attemptsIn(after, known.delivery_id).find((attempt) => attempt.number === known.number)
    assert.ok(now, `attempt ${known.delivery_id}:${known.number} is kept`)
    for (const column of [...TIMES, 'http_status'] as const) {
      assert.ok(
        known[column] === null || now[column] !== null,
        `${column} of ${known.delivery_id}:${known.number} is kept`,
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
