import { strict as assert } from 'node:assert'
import { sql } from 'kysely'
import type { Bench } from '../fixture.ts'
import { advance } from './commands/advance.ts'
import { applyStored } from './commands/apply-webhooks.ts'
import { tell } from './commands/callback.ts'
import { claimBy } from './commands/claim.ts'
import { answered, record } from './commands/record.ts'
import { send, unsent } from './commands/send.ts'
import { settle } from './commands/settle.ts'
import { about } from './invariants.ts'
import type { DeliverySeen } from './snapshot.ts'
import { look } from './step.ts'
import type { World } from './world.ts'

const MOST_ROUNDS = 200 // ten deliveries of four attempts, each with a wait before and after

/** The provider is well and tells everything: nothing stays open, and the provider's ledger says the same as the database. */
export async function comeToRest(world: World, bench: Bench): Promise<void> {
  const { ledger } = world
  while (ledger.on_the_way.length > 0) ledger.arrive(0)
  await sql`select resume_channel('whatsapp', true)`.execute(bench.db)
  await sql`select release_template(name) from templates`.execute(bench.db)
  for (let round = 0; ; round += 1) {
    assert.ok(round < MOST_ROUNDS, `it never comes to rest: ${JSON.stringify(world.last.deliveries)}`)
    for (const flight of unsent(world)) await send(world, flight, 'takes it')
    while (answered(world).length > 0) await record(world, bench, answered(world))
    for (const taken of ledger.taken.filter(({ fate }) => fate === 'open')) {
      await tell(world, bench, taken, { status: 'delivered', code: 0, names_attempt: true, times: 1 })
    }
    await applyStored(world, bench)
    await settle(world, bench)
    await claimBy(world, bench, 0, 100)
    if (world.flights.length > 0) continue
    const wait_ms = nextWait(world)
    if (wait_ms === null) break
    await advance(world, bench, wait_ms)
    await look(world, bench)
  }
  for (const delivery of world.last.deliveries) checkEnd(world, delivery)
}

/** How long until something is to happen; null when nothing is. */
function nextWait({ last }: World): number | null {
  const times = last.deliveries.flatMap((delivery) => {
    if (delivery.state === 'pending') return [delivery.next_attempt_at ?? last.now]
    if (delivery.state === 'sending') return [delivery.lease_expires_at ?? last.now]
    return delivery.state === 'in_doubt' && delivery.next_attempt_at !== null
      ? [delivery.next_attempt_at]
      : []
  })
  return times.length === 0 ? null : Math.max(1_000, Math.ceil(Math.min(...times) - last.now) + 1_000)
}

/** Lost is nothing, and what the database says of each is what became of it. */
function checkEnd(world: World, delivery: DeliverySeen): void {
  const arrivals = world.ledger.arrivalsOf(delivery.id)
  const arrived = ['delivered', 'read'].includes(delivery.state)
  assert.equal(arrived, arrivals.length > 0, about(delivery, `the provider took it ${arrivals.length} times`))
  if (arrived) return
  const waitsForAPerson =
    (delivery.state === 'held' && delivery.reason === 'in_doubt') ||
    (delivery.state === 'in_doubt' && delivery.next_attempt_at === null)
  assert.ok(
    waitsForAPerson || ['failed', 'expired', 'cancelled'].includes(delivery.state),
    about(delivery, 'at rest'),
  )
}
