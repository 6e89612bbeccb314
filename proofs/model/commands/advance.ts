import fc from 'fast-check'
import { sql } from 'kysely'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { type Step, step } from '../step.ts'
import type { World } from '../world.ts'

const WHILES = {
  'some seconds': 6_000,
  'a minute': 61_000,
  'the window': 660_000,
  hours: 7_300_000,
  'a day': 86_500_000,
} as const

export const advancing: fc.Arbitrary<Step> = fc
  .constantFrom<keyof typeof WHILES>(
    'some seconds',
    'a minute',
    'a minute',
    'the window',
    'the window',
    'hours',
    'a day',
  )
  .map((name) => step(`advance(${name})`, { act: (world, bench) => advance(world, bench, WHILES[name]) }))

/** Time passes: every instant the database compares with its clock moves into the past, and so does every lease. */
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
    ), r as (
      update recipients set spaced_until = spaced_until - ${passed}, reached_at = reached_at - ${passed}
    )
    update webhook_inbox w set received_at = received_at - ${passed}, applied_at = applied_at - ${passed},
      id = (
        lpad(to_hex(('x' || left(replace(w.id::text, '-', ''), 12))::bit(48)::bigint - ${ms}::bigint), 12, '0')
          || substr(replace(w.id::text, '-', ''), 13)
      )::uuid`.execute(bench.db)
  for (const flight of world.flights) flight.remaining_ms -= ms
  for (const told of world.told) told.age_ms += ms
}
