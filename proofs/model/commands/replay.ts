import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { sql } from 'kysely'
import { about } from '../invariants.ts'
import { pick, type Step, step } from '../step.ts'

/** A person has a delivery sent again, as the API does: lock, judge, queue. */
export const replaying: fc.Arbitrary<Step> = fc
  .record({ delivery: fc.nat(9), confirms: fc.boolean(), delay_ms: fc.constantFrom(0, 0, 30_000, 90_000) })
  .map(({ delivery: n, confirms, delay_ms }) =>
    step(`replay(${n}, after ${delay_ms} ms${confirms ? ', a double is all right' : ''})`, {
      when: (world) => world.last.deliveries.length > 0,
      async act(world, { db }) {
        const delivery = pick(world.last.deliveries, n)
        if (delivery === undefined) return
        const { id } = delivery
        const verdict = await db.transaction().execute(async (tx) => {
          await sql`select from deliveries where id = ${id} for no key update`.execute(tx)
          const { rows } = await sql<{ verdict: string }>`
            select verdict from check_retryable(array[${id}]::uuid[], ${confirms})`.execute(tx)
          if (rows[0]?.verdict === 'retry') {
            await sql`
              select retry_deliveries(array[${id}]::uuid[], array[${delay_ms}]::double precision[], 'tester', ${confirms})`.execute(
              tx,
            )
          }
          return rows[0]?.verdict
        })
        if (verdict !== 'retry') return
        world.replayed.add(id)
        const mayHaveArrived =
          world.ledger.arrivalsOf(id).length +
          world.ledger.on_the_way.filter((r) => r.delivery_id === id).length
        assert.ok(confirms || mayHaveArrived === 0, about(delivery, 'a double is not risked unasked'))
      },
    }),
  )
