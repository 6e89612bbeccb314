import fc from 'fast-check'
import { strict as assert } from 'node:assert'
import { applyUnmatched, applyWebhooks } from '@dutybell/notifier/webhooks/apply-webhooks'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { bodyOf, statusOf, store, contextOf } from '../../../services/notifier/test/webhooks/support.ts'
import type { Taken } from '../provider-ledger.ts'
import { attemptsIn } from '../snapshot.ts'
import { observe, pick, type Step, step } from '../step.ts'
import type { Callback, World } from '../world.ts'

const WITHHELD_TODAY = 131049
const TOO_FAST = 130429
const FAILURES = [131000, 131026, WITHHELD_TODAY, 132015, 131042, TOO_FAST, 131056] as const

interface CallbackPlan {
  readonly status: Callback['status']
  readonly code: number
  /** The callback contains the attempt's id; Meta sometimes leaves it out. */
  readonly names_attempt: boolean
  readonly times: number
}

/** Meta sends a callback about an accepted message, once or twice; it never reports both an arrival and a failure. */
export const callingBack: fc.Arbitrary<Step> = fc
  .record({
    message: fc.nat(9),
    status: fc.constantFrom<Callback['status']>('sent', 'delivered', 'read', 'failed', 'failed'),
    code: fc.constantFrom(...FAILURES),
    names_attempt: fc.constantFrom(true, true, true, false),
    times: fc.constantFrom(1, 1, 2),
    applies: fc.boolean(),
  })
  .map(({ message, applies, ...callback }) =>
    step(`callback(${message}, ${JSON.stringify(callback)}${applies ? ', applied' : ''})`, {
      when: ({ ledger }) => ledger.taken.length > 0,
      async act(world, bench) {
        const taken = pick(world.ledger.taken, message)
        if (taken) await callBack(world, bench, taken, callback)
        if (!applies) return
        await observe(world, bench)
        await applyStored(world, bench)
      },
    }),
  )

export async function callBack(
  world: World,
  bench: Bench,
  taken: Taken,
  callback: CallbackPlan,
): Promise<void> {
  const { status, code, names_attempt, times } = callback
  const means = status === 'failed' ? 'fails' : status === 'sent' ? 'open' : 'arrives'
  if (means !== 'open' && taken.fate !== 'open' && taken.fate !== means) return
  if (means !== 'open') taken.fate = means
  const { delivery_id, attempt, provider_message_id } = taken
  if (status === 'failed' && code === TOO_FAST) world.refused_for_rate += 1
  if (status === 'failed' && code === WITHHELD_TODAY) world.withheld.add(delivery_id)
  for (let time = 0; time < times; time += 1) {
    world.second += 1
    const update = { id: provider_message_id, status, second: world.second }
    const opaque = names_attempt ? { opaque: `${delivery_id}:${attempt}` } : {}
    const error = status === 'failed' ? { code } : {}
    await store(bench, bodyOf([statusOf({ ...update, ...opaque, ...error })]))
    world.callbacks.push({ delivery_id, attempt, provider_message_id, status, names_attempt, age_ms: 0 })
  }
}

const UNMATCHED_FOR_MS = 3_600_000

export const applying: fc.Arbitrary<Step> = fc.constant(step('apply webhooks', { act: applyStored }))

/** Applies the stored callbacks and checks that each one that identifies its attempt was recorded. */
export async function applyStored(world: World, bench: Bench): Promise<void> {
  const before = world.last
  const settings = { ...world.settings, retry_base_ms: 0 }
  await applyWebhooks({ ...contextOf(bench), settings })
  await applyUnmatched({ ...contextOf(bench), settings })
  await observe(world, bench)
  for (const callback of world.callbacks) {
    const number = callback.attempt
    const was_known = attemptsIn(before, callback.delivery_id).some(
      (attempt) => attempt.number === number && attempt.provider_message_id === callback.provider_message_id,
    )
    if (!callback.names_attempt && (!was_known || callback.age_ms >= UNMATCHED_FOR_MS)) continue
    const attempt = attemptsIn(world.last, callback.delivery_id)[number - 1]
    assert.ok(attempt, `attempt ${callback.delivery_id}:${number} is kept`)
    assert.notEqual(
      attempt[`${callback.status}_at`],
      null,
      `${callback.delivery_id}:${number} has the callback ${callback.status}`,
    )
  }
}
