import { randomUUIDv7 } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { enqueueOne, inHours } from '../../channels/support.ts'
import { pick, type Step, step } from '../step.ts'

const TEMPLATES = ['registration_received', 'duty_allotment_confirmed', 'duty_reminder_tomorrow'] as const
const MOST = 10 // deliveries of one run: few enough to read, many enough to queue

/** A message to a person, about a duty of theirs or none; or, as an operator's job, to a number. */
export const publishing: fc.Arbitrary<Step> = fc
  .record({
    person: fc.nat(3),
    template: fc.constantFrom(...TEMPLATES),
    about: fc.constantFrom('duty', 'person', 'person', 'number'),
    hours: fc.constantFrom(0.5, 20, 48, 200),
  })
  .map((given) =>
    step(`publish(${JSON.stringify(given)})`, {
      when: (world) => world.last.deliveries.length < MOST,
      async act(world, bench) {
        const registration_id = pick(world.people, given.person)
        if (registration_id === undefined) return
        const { phone_number, whatsapp_opt_in } = await bench.db
          .selectFrom('registrations')
          .select(['phone_number', 'whatsapp_opt_in'])
          .where('id', '=', registration_id)
          .executeTakeFirstOrThrow()
        if (!whatsapp_opt_in) return
        const duty = given.about === 'duty' ? { id: randomUUIDv7(), version: 1 } : null
        if (duty) {
          world.duties.push({ ...duty, person: given.person, is_cancelled: false })
          await sql`
            insert into duty_assignments (id, registration_id, duty_date, duty_time)
            values (${duty.id}, ${registration_id}, '2026-03-15', ${duty.id})`.execute(bench.db)
        }
        await enqueueOne(bench, {
          type: given.template,
          phone_number,
          registration_id: given.about === 'number' ? null : registration_id,
          expires_at: inHours(given.hours),
          duty_assignments: duty ? [duty] : [],
        })
      },
    }),
  )
