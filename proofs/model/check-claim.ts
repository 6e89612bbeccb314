import { strict as assert } from 'node:assert'
import type { Claim } from '@dutybell/notifier/deliveries/claim-deliveries'
import { isKnownAccepted } from './evidence.ts'
import { about } from './invariants.ts'
import { attemptsIn, deliveryIn, type DeliverySeen, type Snapshot } from './snapshot.ts'
import type { World } from './world.ts'

const OVERTAKEN_AFTER_MS = 60_000

/** Each claimed delivery was sendable, and each unclaimed one was not. */
export function checkClaim(world: World, before: Snapshot, claim: Claim, limit: number): void {
  const after = world.last
  for (const claimed of claim.deliveries) {
    const was = deliveryIn(before, claimed.delivery_id)
    checkTruth(world, before, was)
    checkAddress(before, was, claimed.recipient)
    assert.equal(was.state, 'pending', about(was, 'only pending deliveries are claimed'))
    assert.ok(
      attemptsIn(before, was.id).every((attempt) => !isKnownAccepted(attempt)) || world.retried.has(was.id),
      about(was, 'an accepted message is not sent again'),
    )
    for (const other of after.deliveries) {
      // A delivery that was readdressed to this recipient just now did not block it before.
      const was_here = deliveryIn(before, other.id).recipient === claimed.recipient
      assert.ok(
        !was_here || other.seq >= was.seq || !isDueSoon(other, after.now),
        about(was, `it is sent before an earlier delivery: ${JSON.stringify(other)}`),
      )
    }
  }
  const is_limited = before.channel.is_slow || before.channel.is_slowed || before.channel.is_trial
  assert.ok(!before.channel.is_paused || claim.deliveries.length === 0, 'a paused channel sends nothing')
  if (before.channel.is_paused || is_limited || claim.deliveries.length >= limit) return
  for (const left of after.deliveries) {
    const is_blocked = after.deliveries.some(
      (other) =>
        other.recipient === left.recipient &&
        (other.state === 'sending' || (other.seq < left.seq && isDueSoon(other, after.now))),
    )
    assert.ok(
      left.state !== 'pending' || (left.next_attempt_at ?? 0) > before.now || is_blocked,
      about(left, 'a due delivery that nothing blocks is claimed'),
    )
  }
}

function checkTruth(world: World, before: Snapshot, was: DeliverySeen): void {
  const margin_ms = world.settings.connect_timeout_ms + world.settings.read_timeout_ms
  assert.ok(!was.withdrawn, about(was, 'a withdrawn delivery is not sent'))
  assert.ok(was.is_true, about(was, 'an outdated message is not sent'))
  assert.ok(was.expires_at > before.now + margin_ms, about(was, 'an expired delivery is not sent'))
  assert.ok(!was.is_template_held, about(was, 'a held template is not sent'))
}

function checkAddress(before: Snapshot, was: DeliverySeen, recipient: string): void {
  assert.ok(!before.suppressed.includes(recipient), about(was, 'a suppressed recipient gets no message'))
  assert.ok(
    was.registration_id === null || was.address === recipient,
    about(was, `it is sent to the person's present address, not to ${recipient}`),
  )
}

function isDueSoon({ state, next_attempt_at }: DeliverySeen, now: number): boolean {
  return state === 'pending' && (next_attempt_at === null || next_attempt_at <= now + OVERTAKEN_AFTER_MS)
}
