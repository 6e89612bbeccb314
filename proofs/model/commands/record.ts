import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { type AttemptResult, decide } from '@dutybell/notifier/deliveries/decide'
import { recordAttempts } from '@dutybell/notifier/deliveries/record-attempts'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { about } from '../invariants.ts'
import { attemptsIn, deliveryIn } from '../snapshot.ts'
import { look, pick, type Step, step } from '../step.ts'
import type { Flight, World } from '../world.ts'

/** A notifier writes down how sends ended: at once, or long after others have decided about them. */
export const recording: fc.Arbitrary<Step> = fc
  .record({ first: fc.nat(9), all: fc.boolean() })
  .map(({ first, all }) =>
    step(`record(${all ? 'all' : first})`, {
      when: (world) => answered(world).length > 0,
      async act(world, bench) {
        const picked = pick(answered(world), first)
        await record(world, bench, all ? answered(world) : picked ? [picked] : [])
      },
    }),
  )

export function answered(world: World): readonly Flight[] {
  return world.flights.filter(({ outcome }) => outcome !== null)
}

/** In one statement, as the recorder does: each delivery at most once. */
export async function record(world: World, bench: Bench, flights: readonly Flight[]): Promise<void> {
  const results = new Map<string, AttemptResult>()
  for (const { claimed, outcome, notifier } of flights) {
    const watch = world.watches[notifier]
    if (outcome === null || watch === undefined || results.has(claimed.delivery_id)) continue
    const { is_outage } = await watch.observe(claimed, outcome)
    results.set(
      claimed.delivery_id,
      decide(claimed, outcome, { ...world.settings, is_outage, random: () => 1 }),
    )
  }
  const before = world.last
  await recordAttempts(bench.db, world.settings, [...results.values()])
  world.flights = world.flights.filter(
    ({ claimed }) => results.get(claimed.delivery_id)?.attempt !== claimed.attempt,
  )
  await look(world, bench)
  for (const result of results.values()) {
    const was = deliveryIn(before, result.delivery_id)
    if (was.state === 'sending' && result.attempt < was.attempts) {
      const now = deliveryIn(world.last, result.delivery_id)
      assert.equal(
        now.state,
        'sending',
        about(now, 'the result of an earlier attempt leaves the running one alone'),
      )
    }
    const attempt = attemptsIn(world.last, result.delivery_id)[result.attempt - 1]
    assert.ok(attempt?.outcome, `the end of ${result.delivery_id}:${result.attempt} is written down`)
    if (result.outcome !== 'accepted') continue
    assert.equal(attempt.outcome, 'accepted', 'an acceptance is written down')
    if (attempt.erased) assert.match(attempt.provider_message_id ?? '', /^erased:/, 'with a hash of its id')
    else assert.equal(attempt.provider_message_id, result.provider_message_id, 'with its message id')
  }
}
