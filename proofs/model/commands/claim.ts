import fc from 'fast-check'
import { strict as assert } from 'node:assert'
import { claimDeliveries } from '@dutybell/notifier/deliveries/claim-deliveries'
import { type AttemptResult, decide } from '@dutybell/notifier/deliveries/decide'
import { recordAttempts } from '@dutybell/notifier/deliveries/record-attempts'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { checkClaim } from '../check-claim.ts'
import { about } from '../invariants.ts'
import { attemptsIn, deliveryIn } from '../snapshot.ts'
import { observe, type Step, step, pick } from '../step.ts'
import { NOTIFIERS, type World, type Flight } from '../world.ts'
import { replies, send, unsent } from './send.ts'

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
  await observe(world, bench)
  checkClaim(world, before, claim, limit)
}

/** A notifier records the results of sends, immediately or long after the leases ended. */
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

/** Records in one statement, as the recorder does: each delivery at most once. */
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
  await observe(world, bench)
  for (const result of results.values()) {
    const was = deliveryIn(before, result.delivery_id)
    if (was.state === 'sending' && result.attempt < was.attempts) {
      const now = deliveryIn(world.last, result.delivery_id)
      assert.equal(
        now.state,
        'sending',
        about(now, 'the result of an earlier attempt does not change the running one'),
      )
    }
    const attempt = attemptsIn(world.last, result.delivery_id)[result.attempt - 1]
    assert.ok(attempt?.outcome, `the result of ${result.delivery_id}:${result.attempt} is recorded`)
    if (result.outcome !== 'accepted') continue
    assert.equal(attempt.outcome, 'accepted', 'an acceptance is recorded')
    if (attempt.erased) assert.match(attempt.provider_message_id ?? '', /^erased:/, 'with a hash of its id')
    else assert.equal(attempt.provider_message_id, result.provider_message_id, 'with its message id')
  }
}

/** Claims, sends and records in one step; without the recording it is a process that froze after the send. */
export const attempting: fc.Arbitrary<Step> = fc
  .record({ notifier: fc.nat(NOTIFIERS - 1), reply: replies, records: fc.boolean() })
  .map(({ notifier, reply, records }) =>
    step(`attempt(by ${notifier}, the provider ${reply}${records ? '' : ', not recorded'})`, {
      async act(world, bench) {
        if (unsent(world).length === 0) await claimBy(world, bench, notifier, 1)
        const [flight] = unsent(world)
        if (flight === undefined) return
        await send(world, flight, reply)
        if (records) await record(world, bench, [flight])
      },
    }),
  )

/** A notifier ends and loses all claims that it has not recorded. */
export const crashing: fc.Arbitrary<Step> = fc.nat(NOTIFIERS - 1).map((notifier) =>
  step(`crash(${notifier})`, {
    when: ({ flights }) => flights.some((flight) => flight.notifier === notifier),
    async act(world) {
      world.flights = world.flights.filter((flight) => flight.notifier !== notifier)
    },
  }),
)
