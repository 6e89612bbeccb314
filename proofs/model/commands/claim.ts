import fc from 'fast-check'
import { claimDeliveries } from '@dutybell/notifier/deliveries/claim-deliveries'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { checkClaim } from '../check-claim.ts'
import { look, type Step, step } from '../step.ts'
import { NOTIFIERS, type World } from '../world.ts'

export const claiming: fc.Arbitrary<Step> = fc
  .record({ notifier: fc.nat(NOTIFIERS - 1), limit: fc.constantFrom(1, 2, 10) })
  .map(({ notifier, limit }) =>
    step(`claim(by ${notifier}, at most ${limit})`, {
      act: (world, bench) => claimBy(world, bench, notifier, limit),
    }),
  )

export async function claimBy(world: World, bench: Bench, notifier: number, limit: number): Promise<void> {
  const before = world.last
  const claim = await claimDeliveries(bench.pool, world.settings, limit)
  for (const claimed of claim.deliveries) {
    world.flights.push({ notifier, claimed, remaining_ms: world.settings.lease_ms, outcome: null })
  }
  await look(world, bench)
  checkClaim(world, before, claim, limit)
}
