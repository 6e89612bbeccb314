import { strict as assert } from 'node:assert'
import { sql } from 'kysely'
import type { Bench } from '../../services/notifier/test/fixture.ts'
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

/**
 * The provider is well and tells everything, and a person lets go whatever a callback still stops: nothing stays open, and
 * the provider's ledger says the same as the database.
 */
export async function comeToRest(world: World, bench: Bench): Promise<void> {
  const { ledger } = world
  while (ledger.on_the_way.length > 0) ledger.arrive(0)
  for (let round = 0; ; round += 1) {
    assert.ok(round < MOST_ROUNDS, `it never comes to rest: ${JSON.stringify(world.last.deliveries)}`)
    for (const flight of unsent(world)) await send(world, flight, 'takes it')
    while (answered(world).length > 0) await record(world, bench, answered(world))
    for (const taken of untold(world)) {
      const status = taken.fate === 'fails' ? 'failed' : 'delivered'
      await tell(world, bench, taken, { status, code: 131000, names_attempt: true, times: 1 })
    }
    await look(world, bench)
    await applyStored(world, bench)
    await settle(world, bench)
    await letGo(bench)
    await look(world, bench)
    await claimBy(world, bench, 0, 100)
    if (world.flights.length > 0) continue
    const wait_ms = nextWait(world)
    if (wait_ms === null) break
    await advance(world, bench, wait_ms)
    await look(world, bench)
  }
  for (const delivery of world.last.deliveries) checkEnd(world, delivery)
}

/** What the provider never said, or said without naming the attempt: then nobody may know what it meant. */
function untold({ ledger, told }: World) {
  const named = new Set(
    told.filter((one) => one.names_attempt && one.status !== 'sent').map((one) => one.provider_message_id),
  )
  return ledger.taken.filter((taken) => !named.has(taken.provider_message_id))
}

async function letGo({ db }: Bench): Promise<void> {
  await sql`select resume_channel('whatsapp', true), (select count(release_template(name)) from templates)`.execute(
    db,
  )
}

/** How long until something is to happen; null when nothing is. */
function nextWait({ last }: World): number | null {
  const times = last.deliveries.flatMap((delivery) => {
    if (delivery.state === 'pending') return [delivery.next_attempt_at ?? last.now]
    if (delivery.state === 'sending') return [delivery.lease_expires_at ?? last.now]
    return delivery.state === 'in_doubt' ? [delivery.next_attempt_at ?? last.now] : []
  })
  return times.length === 0 ? null : Math.max(1_000, Math.ceil(Math.min(...times) - last.now) + 1_000)
}

/** Lost is nothing, and what the database says of each is what became of it. */
function checkEnd(world: World, delivery: DeliverySeen): void {
  const arrivals = world.ledger.arrivalsOf(delivery.id)
  const arrived = ['delivered', 'read'].includes(delivery.state)
  assert.equal(arrived, arrivals.length > 0, about(delivery, `the provider took it ${arrivals.length} times`))
  if (arrived) return
  const waitsForAPerson = delivery.state === 'held' && delivery.reason === 'in_doubt'
  assert.ok(
    waitsForAPerson || ['failed', 'expired', 'cancelled'].includes(delivery.state),
    about(delivery, 'at rest'),
  )
}
