import { languagesJson } from '@dutybell/shared/templates/languages'
import fc from 'fast-check'
import { sql } from 'kysely'
import { strict as assert } from 'node:assert'
import type { Db } from '@dutybell/shared/db/client'
import { changeDuties } from '../../../packages/shared/test/duties.ts'
import { checkTold } from '../check-duties.ts'
import { observe, pick, type Step, step } from '../step.ts'
import { assigned, concerned, creationOf, isSmall } from './duties.ts'
import { MAX_DELIVERIES } from '../world.ts'

/** Publishes what waits, twice: the second time nothing is left. */
export const notifying: fc.Arbitrary<Step> = fc.constant(
  step('notify', {
    when: (world) => isSmall(world) && assigned(world).some(({ allotment }) => allotment === 'waiting'),
    async act(world, bench) {
      const before = world.last
      await publishWaiting(bench.db)
      await observe(world, bench)
      checkTold(world.last, concerned(before.duties, world.last.duties))
      assert.equal(await publishWaiting(bench.db), 0, 'what waits is published once')
    },
  }),
)

async function publishWaiting(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{ published: number }>`
    select published from publish_waiting_duties('-infinity', 'infinity', false, ${languagesJson(['en'])}::jsonb, null)`.execute(
    db,
  )
  return rows[0]?.published
}

/** The sweep tells everything that is owed; a second one finds nothing. */
export const sweeping: fc.Arbitrary<Step> = fc.constant(
  step('tell all duties', {
    when: (world) => isSmall(world) && world.last.duties.length > 0,
    async act(world, bench) {
      await tellAll(bench.db)
      await observe(world, bench)
      checkTold(world.last, world.last.duties)
      assert.equal(await tellAll(bench.db), 0, 'the sweep tells once')
    },
  }),
)

async function tellAll(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{
    messages: number
  }>`select tell_all_duties('2026-01-01', ${languagesJson(['en'])}::jsonb) as messages`.execute(db)
  return rows[0]?.messages
}

/** A coordinator tells a duty as it is by phone. */
export const ticking: fc.Arbitrary<Step> = fc.nat(9).map((n) =>
  step(`told by phone(${n})`, {
    when: (world) => world.last.duties.length > 0,
    async act(world, { db }) {
      const duty = pick(world.last.duties, n)
      await sql`
        update duty_assignment_versions set told_by_phone_at = clock_timestamp()
        where duty_assignment_id = ${duty?.id} and ended_at is null`.execute(db)
    },
  }),
)

/** Two coordinators assign the last place: the second waits for the first, or is judged as if it were alone. */
export const assigningTwoAtOnce: fc.Arbitrary<Step> = fc.nat(1).map((day) =>
  step(`assign two at once(${day})`, {
    when: (world) => world.last.deliveries.length < MAX_DELIVERIES,
    async act(world, bench) {
      const creations = [1, 3].map((person) =>
        creationOf(world, { person, day, time: 'isha', allotment: 'published' }),
      )
      const first = await bench.db.startTransaction().execute()
      await changeDuties(first, creations.slice(0, 1))
      let isDone = false
      const second = changeDuties(bench.db, creations.slice(1)).finally(() => (isDone = true))
      await untilBlocked(bench.db, () => isDone)
      await first.commit().execute()
      await second
    },
  }),
)

async function untilBlocked(db: Db, isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event <> 'object'`.execute(db)
    if ((rows[0]?.n ?? 0) > 0) return
  }
}
