import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { settleDeliveries } from '@dutybell/notifier/deliveries/settle-deliveries'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { about } from '../invariants.ts'
import { type AttemptSeen, attemptsIn, deliveryIn } from '../snapshot.ts'
import { look, type Step, step } from '../step.ts'
import type { World } from '../world.ts'

export const settling: fc.Arbitrary<Step> = fc.constant(step('settle', { act: settle }))

/** Afterwards no lease is over and no deadline; a doubt is decided no sooner than its window ends. */
export async function settle(world: World, bench: Bench): Promise<void> {
  const before = world.last
  await settleDeliveries(bench.db, world.settings)
  await look(world, bench)
  for (const delivery of world.last.deliveries) {
    const was = deliveryIn(before, delivery.id)
    assert.ok(
      (delivery.lease_expires_at ?? Infinity) > before.now,
      about(delivery, 'a lease that is over is noticed'),
    )
    assert.ok(
      delivery.expires_at > before.now || !['pending', 'held', 'in_doubt'].includes(delivery.state),
      about(delivery, 'a deadline that is over is noticed'),
    )
    if (was.state !== 'in_doubt' || !['pending', 'held'].includes(delivery.state)) continue
    assert.ok(
      (was.next_attempt_at ?? before.now + world.settings.in_doubt_window_ms) <= world.last.now,
      about(was, 'nothing is resent within its window'),
    )
    assert.ok(
      (before.unapplied_since ?? Infinity) > (was.next_attempt_at ?? before.now),
      about(was, 'what is stored may still settle it'),
    )
    assert.equal(
      delivery.state === 'pending',
      world.settings.in_doubt_policy === 'resend' &&
        was.spent < world.settings.max_attempts &&
        isInDoubt(attemptsIn(before, was.id).at(-1)),
      about(delivery, 'the policy decides'),
    )
  }
}

/** After a failure for good nothing is resent, whatever became of an earlier attempt. */
function isInDoubt(latest: AttemptSeen | undefined): boolean {
  return latest?.outcome === 'in_doubt' && latest.failed_at === null
}
