import { strict as assert } from 'node:assert'
import type { Claim } from '@dutybell/notifier/deliveries/claim-deliveries'
import { isKnownTaken } from './evidence.ts'
import { about } from './invariants.ts'
import { attemptsIn, deliveryIn, type DeliverySeen, type Snapshot } from './snapshot.ts'
import type { World } from './world.ts'

const LETS_OTHERS_PASS_MS = 60_000

/** What a claim took could go, and what it left could not. */
export function checkClaim(world: World, before: Snapshot, claim: Claim, limit: number): void {
  const after = world.last
  for (const claimed of claim.deliveries) {
    const was = deliveryIn(before, claimed.delivery_id)
    checkTruth(world, before, was)
    checkAddress(before, was, claimed.recipient)
    assert.equal(was.state, 'pending', about(was, 'only what is pending is claimed'))
    assert.ok(
      attemptsIn(before, was.id).every((attempt) => !isKnownTaken(attempt)) || world.replayed.has(was.id),
      about(was, 'what is known to be taken is not sent again'),
    )
    for (const other of after.deliveries) {
      // What only now comes to this address was nobody's turn here.
      const wasHere = deliveryIn(before, other.id).recipient === claimed.recipient
      assert.ok(
        !wasHere || other.seq >= was.seq || !goesSoon(other, after.now),
        about(was, `it overtakes ${JSON.stringify(other)}`),
      )
    }
  }
  const isLimited = before.channel.is_slow || before.channel.is_slowed || before.channel.is_trial
  assert.ok(!before.channel.is_paused || claim.deliveries.length === 0, 'a paused channel sends nothing')
  if (before.channel.is_paused || isLimited || claim.deliveries.length >= limit) return
  for (const left of after.deliveries) {
    const isBlocked = after.deliveries.some(
      (other) =>
        other.recipient === left.recipient &&
        (other.state === 'sending' || (other.seq < left.seq && goesSoon(other, after.now))),
    )
    assert.ok(
      left.state !== 'pending' || (left.next_attempt_at ?? 0) > before.now || isBlocked,
      about(left, 'nobody in its way, and not claimed'),
    )
  }
}

function checkTruth(world: World, before: Snapshot, was: DeliverySeen): void {
  const margin_ms = world.settings.connect_timeout_ms + world.settings.read_timeout_ms
  assert.ok(!was.withdrawn, about(was, 'what was withdrawn is not sent'))
  assert.ok(was.is_true, about(was, 'what is not true any more is not sent'))
  assert.ok(was.expires_at > before.now + margin_ms, about(was, 'what has expired is not sent'))
  assert.ok(!before.held_templates.includes(was.template), about(was, 'a held template is not sent'))
}

function checkAddress(before: Snapshot, was: DeliverySeen, recipient: string): void {
  assert.ok(!before.suppressed.includes(recipient), about(was, 'nothing goes to who said STOP'))
  assert.ok(
    was.registration_id === null || was.address === recipient,
    about(was, `it goes to the present address of who agreed to be reached, not to ${recipient}`),
  )
}

function goesSoon({ state, next_attempt_at }: DeliverySeen, now: number): boolean {
  return state === 'pending' && (next_attempt_at === null || next_attempt_at <= now + LETS_OTHERS_PASS_MS)
}
