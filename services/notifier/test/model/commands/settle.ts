import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { mendQueue, settleDeliveries } from '../../../src/channels/settle-deliveries.ts'
import type { Bench } from '../../fixture.ts'
import { about } from '../invariants.ts'
import { deliveryIn } from '../snapshot.ts'
import { look, type Step, step } from '../step.ts'
import type { World } from '../world.ts'

export const settling: fc.Arbitrary<Step> = fc.constant(step('settle', { act: settle }))

export const mending: fc.Arbitrary<Step> = fc.constant(
  step('mend', { act: (world, { db }) => mendQueue(db, world.settings) }),
)

/** Afterwards no lease is over and no deadline; a doubt is decided no sooner than its window ends. */
export async function settle(world: World, bench: Bench): Promise<void> {
  await look(world, bench)
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
      (was.next_attempt_at ?? Infinity) <= world.last.now,
      about(was, 'nothing is resent within its window'),
    )
    assert.equal(
      delivery.state === 'pending',
      world.settings.in_doubt_policy === 'resend' && was.spent < world.settings.max_attempts,
      about(delivery, 'the policy decides'),
    )
  }
}
