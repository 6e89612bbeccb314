import { randomUUIDv7 } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { enqueueOne, inHours } from '../../../services/notifier/test/deliveries/support.ts'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { anyone, findPerson } from '../people.ts'
import { type Step, step } from '../step.ts'
import type { World } from '../world.ts'

const TEMPLATES = ['registration_received', 'duty_allotment_confirmed', 'duty_reminder_tomorrow'] as const
const MOST = 10 // deliveries of one run: few enough to read, many enough to queue

export interface Publication {
  readonly person: number
  readonly template: (typeof TEMPLATES)[number]
  readonly about: 'duty' | 'person' | 'number'
  readonly hours: number
}

/** A message to a person, about a duty of theirs or none; or, as an operator's job, to a number. */
export const publications: fc.Arbitrary<Publication> = fc.record({
  person: anyone,
  template: fc.constantFrom(...TEMPLATES),
  about: fc.constantFrom('duty', 'person', 'person', 'number'),
  hours: fc.constantFrom(48, 48, 200, 200, 20, 0.5),
})

export const publishing: fc.Arbitrary<Step> = publications.map((publication) =>
  step(`publish(${JSON.stringify(publication)})`, {
    when: (world) => world.last.deliveries.length < MOST,
    act: (world, bench) => publishOne(world, bench, publication),
  }),
)

export async function publishOne(
  world: World,
  bench: Bench,
  { person: n, template, about, hours }: Publication,
): Promise<void> {
  const person = await findPerson(world, bench.db, n)
  if (!person?.whatsapp_opt_in) return
  const duty = about === 'duty' ? { id: randomUUIDv7(), version: 1 } : null
  if (duty) {
    world.duties.push({ ...duty, person: n, is_cancelled: false })
    await sql`
      insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key)
      values (${duty.id}, ${person.id}, '2026-03-15', ${duty.id}, ${duty.id})`.execute(bench.db)
  }
  await enqueueOne(bench, {
    type: template,
    phone_number: person.phone_number,
    registration_id: about === 'number' ? null : person.id,
    expires_at: inHours(hours),
    duty_assignments: duty ? [duty] : [],
  })
}
