import fc from 'fast-check'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { bodyOf, statusOf, store } from '../../../services/notifier/test/webhooks/support.ts'
import type { Taken } from '../provider-ledger.ts'
import { look, pick, type Step, step } from '../step.ts'
import type { Told, World } from '../world.ts'
import { applyStored } from './apply-webhooks.ts'

const WITHHELD_TODAY = 131049
const FAILURES = [131000, 131026, WITHHELD_TODAY, 132015, 131042, 130429, 131056] as const

interface Telling {
  readonly status: Told['status']
  readonly code: number
  /** Meta names our attempt; it leaves that out at times. */
  readonly names_attempt: boolean
  readonly times: number
}

/** Meta calls back about a message it took, early or late, once or twice; it never says both arrived and failed. */
export const telling: fc.Arbitrary<Step> = fc
  .record({
    message: fc.nat(9),
    status: fc.constantFrom<Told['status']>('sent', 'delivered', 'read', 'failed', 'failed'),
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
        if (taken) await tell(world, bench, taken, callback)
        if (!applies) return
        await look(world, bench)
        await applyStored(world, bench)
      },
    }),
  )

export async function tell(world: World, bench: Bench, taken: Taken, callback: Telling): Promise<void> {
  const { status, code, names_attempt, times } = callback
  const means = status === 'failed' ? 'fails' : status === 'sent' ? 'open' : 'arrives'
  if (means !== 'open' && taken.fate !== 'open' && taken.fate !== means) return
  if (means !== 'open') taken.fate = means
  const { delivery_id, attempt, provider_message_id } = taken
  if (status === 'failed' && code === WITHHELD_TODAY) world.withheld.add(delivery_id)
  for (let time = 0; time < times; time += 1) {
    world.second += 1
    const update = { id: provider_message_id, status, second: world.second }
    const opaque = names_attempt ? { opaque: `${delivery_id}:${attempt}` } : {}
    const error = status === 'failed' ? { code } : {}
    await store(bench, bodyOf([statusOf({ ...update, ...opaque, ...error })]))
    world.told.push({ delivery_id, attempt, provider_message_id, status, names_attempt, age_ms: 0 })
  }
}
