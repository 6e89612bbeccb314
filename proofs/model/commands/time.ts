import fc from 'fast-check'
import { sql } from 'kysely'
import { strict as assert } from 'node:assert'
import { settleDeliveries, repairRecipientQueues } from '@dutybell/notifier/deliveries/settle-deliveries'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { about } from '../invariants.ts'
import { type AttemptSeen, attemptsIn, deliveryIn } from '../snapshot.ts'
import { observe, type Step, step } from '../step.ts'
import type { World } from '../world.ts'

export const settling: fc.Arbitrary<Step> = fc.constant(step('settle', { act: settle }))

/** Settles, and checks that no expired lease or deadline is left, and that no doubt was decided before its window ended. */
export async function settle(world: World, bench: Bench): Promise<void> {
  const before = world.last
  await settleDeliveries(bench.db, world.settings)
  await observe(world, bench)
  for (const delivery of world.last.deliveries) {
    const was = deliveryIn(before, delivery.id)
    assert.ok(
      (delivery.lease_expires_at ?? Infinity) > before.now,
      about(delivery, 'an expired lease is settled'),
    )
    assert.ok(
      delivery.expires_at > before.now || !['pending', 'held', 'in_doubt'].includes(delivery.state),
      about(delivery, 'a passed deadline is settled'),
    )
    if (was.state !== 'in_doubt' || !['pending', 'held'].includes(delivery.state)) continue
    assert.ok(
      (was.next_attempt_at ?? before.now + world.settings.in_doubt_window_ms) <= world.last.now,
      about(was, 'a delivery in doubt is not resent within its window'),
    )
    assert.ok(
      (before.unapplied_since ?? Infinity) > (was.next_attempt_at ?? before.now),
      about(was, 'an unapplied callback may still settle it'),
    )
    assert.equal(
      delivery.state === 'pending',
      world.settings.in_doubt_policy === 'resend' &&
        was.spent < world.settings.max_attempts &&
        isInDoubt(attemptsIn(before, was.id).at(-1)),
      about(delivery, 'the policy decides between resend and hold'),
    )
  }
}

/** After a permanent failure nothing is resent, even if an earlier attempt is in doubt. */
function isInDoubt(latest: AttemptSeen | undefined): boolean {
  return latest?.outcome === 'in_doubt' && latest.failed_at === null
}

export const repairing: fc.Arbitrary<Step> = fc.constant(
  step('repair', { act: (world, { db }) => repairRecipientQueues(db, world.settings) }),
)

const PERIODS_MS = {
  'some seconds': 6_000,
  'a minute': 61_000,
  'the window': 660_000,
  hours: 7_300_000,
  'a day': 86_500_000,
} as const

export const advancing: fc.Arbitrary<Step> = fc
  .constantFrom<keyof typeof PERIODS_MS>(
    'some seconds',
    'a minute',
    'a minute',
    'the window',
    'the window',
    'hours',
    'a day',
  )
  .map((name) => step(`advance(${name})`, { act: (world, bench) => advance(world, bench, PERIODS_MS[name]) }))

/** Simulates that time passes: moves every instant that the database compares with its clock into the past, and every lease. */
export async function advance(world: World, bench: Bench, ms: number): Promise<void> {
  const passed = sql`${ms}::double precision * interval '1 millisecond'`
  await sql`
    with d as (
      update deliveries set next_attempt_at = next_attempt_at - ${passed}, rank = rank - ${passed},
        expires_at = expires_at - ${passed}, lease_expires_at = lease_expires_at - ${passed},
        accepted_at = accepted_at - ${passed}
    ), c as (
      update channels set paced_until = paced_until - ${passed}, slow_until = slow_until - ${passed},
        slowed_at = slowed_at - ${passed}, probe_at = probe_at - ${passed}, trial_until = trial_until - ${passed}
    ), v as (
      update duty_assignment_versions set day_ends_at = day_ends_at - ${passed}
    ), r as (
      update recipients set spaced_until = spaced_until - ${passed}, reached_at = reached_at - ${passed}
    )
    update webhook_inbox w set received_at = received_at - ${passed}, applied_at = applied_at - ${passed},
      id = (
        lpad(to_hex(('x' || left(replace(w.id::text, '-', ''), 12))::bit(48)::bigint - ${ms}::bigint), 12, '0')
          || substr(replace(w.id::text, '-', ''), 13)
      )::uuid`.execute(bench.db)
  world.passed_ms += ms
  for (const flight of world.flights) flight.remaining_ms -= ms
  for (const callback of world.callbacks) callback.age_ms += ms
}

const UNFINISHED = new Set(['pending', 'held', 'in_doubt'])

/** The instants of each kind of event, in milliseconds since 1970. */
const NEXT_EVENTS = {
  'a lease ends': ({ last }: World) => last.deliveries.map((delivery) => delivery.lease_expires_at),
  'a window ends': ({ last }: World) =>
    last.deliveries.map(({ state, next_attempt_at }) => (state === 'in_doubt' ? next_attempt_at : null)),
  'a retry is due': ({ last }: World) =>
    last.deliveries.map(({ state, next_attempt_at }) => (state === 'pending' ? next_attempt_at : null)),
  'a deadline passes': ({ last }: World) =>
    last.deliveries.map(({ state, expires_at }) => (UNFINISHED.has(state) ? expires_at : null)),
} as const
const MARGIN_MS = 1_000

/** Time passes until an event is due; then the deliveries are settled. */
export const waiting: fc.Arbitrary<Step> = fc
  .constantFrom<keyof typeof NEXT_EVENTS>(
    ...Array.from({ length: 5 }, () => ['a lease ends', 'a window ends', 'a retry is due'] as const).flat(),
    'a deadline passes',
  )
  .map((what) =>
    step(`wait(until ${what})`, {
      when: (world) => NEXT_EVENTS[what](world).some((at) => at !== null),
      async act(world, bench) {
        const times = NEXT_EVENTS[what](world).filter((at) => at !== null)
        await advance(world, bench, Math.max(0, Math.ceil(Math.min(...times) - world.last.now)) + MARGIN_MS)
        await observe(world, bench)
        await settle(world, bench)
      },
    }),
  )
