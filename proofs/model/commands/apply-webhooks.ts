import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { applyUnmatched, applyWebhooks } from '@dutybell/notifier/webhooks/apply-webhooks'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { contextOf } from '../../../services/notifier/test/webhooks/support.ts'
import { attemptsIn } from '../snapshot.ts'
import { look, type Step, step } from '../step.ts'
import type { World } from '../world.ts'

const UNMATCHED_FOR_MS = 3_600_000

export const applying: fc.Arbitrary<Step> = fc.constant(step('apply webhooks', { act: applyStored }))

/** Afterwards the database knows all it was told of attempts it can tell apart. */
export async function applyStored(world: World, bench: Bench): Promise<void> {
  const before = world.last
  const settings = { ...world.settings, retry_base_ms: 0 }
  await applyWebhooks({ ...contextOf(bench), settings })
  await applyUnmatched({ ...contextOf(bench), settings })
  await look(world, bench)
  for (const told of world.told) {
    const number = told.attempt
    const wasKnown = attemptsIn(before, told.delivery_id).some(
      (attempt) => attempt.number === number && attempt.provider_message_id === told.provider_message_id,
    )
    if (!told.names_attempt && (!wasKnown || told.age_ms >= UNMATCHED_FOR_MS)) continue
    const attempt = attemptsIn(world.last, told.delivery_id)[number - 1]
    assert.ok(attempt, `attempt ${told.delivery_id}:${number} is kept`)
    assert.notEqual(
      attempt[`${told.status}_at`],
      null,
      `${told.delivery_id}:${number} was called ${told.status}`,
    )
  }
}
