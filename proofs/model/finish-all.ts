import { strict as assert } from 'node:assert'
import { sql } from 'kysely'
import type { Bench } from '../../services/notifier/test/fixture.ts'
import { advance, settle } from './commands/time.ts'
import { applyStored, callBack } from './commands/callback.ts'
import { claimBy, answered, record } from './commands/claim.ts'
import { send, unsent } from './commands/send.ts'
import { about } from './invariants.ts'
import type { DeliverySeen } from './snapshot.ts'
import { observe } from './step.ts'
import type { World } from './world.ts'

const MAX_ROUNDS = 200 // ten deliveries, four attempts each, with a wait before and after each attempt

/**
 * Runs until nothing is pending: the provider accepts and reports everything, and channel and templates are released.
 * Then the states in the database must match the provider's ledger.
 */
export async function finishAll(world: World, bench: Bench): Promise<void> {
  const { ledger } = world
  while (ledger.abandoned.length > 0) ledger.acceptAbandoned(0)
  for (let round = 0; ; round += 1) {
    assert.ok(
      round < MAX_ROUNDS,
      `deliveries are still open after ${MAX_ROUNDS} rounds: ${JSON.stringify(world.last.deliveries)}`,
    )
    for (const flight of unsent(world)) await send(world, flight, 'accepts it')
    while (answered(world).length > 0) await record(world, bench, answered(world))
    for (const taken of unreported(world)) {
      const status = taken.fate === 'fails' ? 'failed' : 'delivered'
      await callBack(world, bench, taken, { status, code: 131000, names_attempt: true, times: 1 })
    }
    await observe(world, bench)
    await applyStored(world, bench)
    await settle(world, bench)
    await unblockAll(bench)
    await observe(world, bench)
    await claimBy(world, bench, 0, 100)
    if (world.flights.length > 0) continue
    const wait_ms = nextWait(world)
    if (wait_ms === null) break
    await advance(world, bench, wait_ms)
    await observe(world, bench)
  }
  for (const delivery of world.last.deliveries) checkEnd(world, delivery)
}

/** Accepted requests without a callback that names the attempt: the database may not be able to match the others. */
function unreported({ ledger, callbacks }: World) {
  const named = new Set(
    callbacks
      .filter((one) => one.names_attempt && one.status !== 'sent')
      .map((one) => one.provider_message_id),
  )
  return ledger.taken.filter((taken) => !named.has(taken.provider_message_id))
}

async function unblockAll({ db }: Bench): Promise<void> {
  await sql`select resume_channel('whatsapp', true), (select count(release_template(name, language)) from templates)`.execute(
    db,
  )
}

/** Milliseconds until the next scheduled event; null where there is none. */
function nextWait({ last }: World): number | null {
  const times = last.deliveries.flatMap((delivery) => {
    if (delivery.state === 'pending') return [delivery.next_attempt_at ?? last.now]
    if (delivery.state === 'sending') return [delivery.lease_expires_at ?? last.now]
    return delivery.state === 'in_doubt' ? [delivery.next_attempt_at ?? last.now] : []
  })
  return times.length === 0 ? null : Math.max(1_000, Math.ceil(Math.min(...times) - last.now) + 1_000)
}

/** The final state of a delivery matches the ledger; none is lost. */
function checkEnd(world: World, delivery: DeliverySeen): void {
  const arrivals = world.ledger.arrivalsOf(delivery.id)
  const arrived = ['delivered', 'read'].includes(delivery.state)
  assert.equal(
    arrived,
    arrivals.length > 0,
    about(delivery, `the provider accepted it ${arrivals.length} times`),
  )
  if (arrived) return
  const needs_operator = delivery.state === 'held' && delivery.reason === 'in_doubt'
  assert.ok(
    needs_operator || ['failed', 'expired', 'cancelled'].includes(delivery.state),
    about(delivery, 'every delivery reaches a final state'),
  )
}
