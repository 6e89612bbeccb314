import fc from 'fast-check'
import { sql } from 'kysely'
import { randomUUIDv7 } from 'node:crypto'
import { newEventIds, publish } from '@dutybell/shared/outbox/publish'
import { withdrawDuty } from '@dutybell/shared/outbox/withdraw'
import { enqueueOne, inHours } from '../../../services/notifier/test/deliveries/support.ts'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { personIndex, findPerson } from './people.ts'
import { type Step, step, pick } from '../step.ts'
import type { World } from '../world.ts'

const TEMPLATES = ['registration_received', 'duty_allotment_confirmed', 'duty_reminder_tomorrow'] as const
const MAX_DELIVERIES = 10 // of one run: few enough to read, many enough to queue

export interface Publication {
  readonly person: number
  readonly template: (typeof TEMPLATES)[number]
  readonly about: 'duty' | 'person' | 'number'
  readonly hours: number
}

/** A message to a person, with a duty or without; or, as an operator's job, to a number. */
export const publications: fc.Arbitrary<Publication> = fc.record({
  person: personIndex,
  template: fc.constantFrom(...TEMPLATES),
  about: fc.constantFrom('duty', 'person', 'person', 'number'),
  hours: fc.constantFrom(48, 48, 200, 200, 20, 0.5),
})

export const publishing: fc.Arbitrary<Step> = publications.map((publication) =>
  step(`publish(${JSON.stringify(publication)})`, {
    when: (world) => world.last.deliveries.length < MAX_DELIVERIES,
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

const activeDuties = (world: World) => world.duties.filter((duty) => !duty.is_cancelled)

/** A duty is cancelled, or moved, which publishes a new message. */
export const changingDuties: fc.Arbitrary<Step> = fc
  .record({ duty: fc.nat(9), moves: fc.boolean() })
  .map(({ duty: n, moves }) =>
    step(`${moves ? 'move' : 'cancel'} duty(${n})`, {
      when: (world) => activeDuties(world).length > 0,
      async act(world, { db }) {
        const duty = pick(activeDuties(world), n)
        const person = duty && (await findPerson(world, db, duty.person))
        if (duty === undefined || person === undefined) return
        duty.version += 1
        duty.is_cancelled = !moves
        const { id, version } = duty
        await db.transaction().execute(async (tx) => {
          await sql`
            update duty_assignments set version = ${version}, status = ${moves ? 'assigned' : 'cancelled'}
            where id = ${id}`.execute(tx)
          await withdrawDuty(tx, { id, version }, moves ? 'duty_moved' : 'duty_cancelled')
          if (!moves) return
          await publish(tx, [
            {
              ...newEventIds(),
              aggregatetype: 'duty_assignment',
              aggregateid: id,
              type: 'duty_allotment_confirmed',
              dedupe_key: `moved:${id}:${version}`,
              registration_id: person.id,
              language: 'en',
              parameters: ['Ahmed Ali', '15 March 2026', 'Fajar Azaan'],
              phone_number: person.whatsapp_opt_in ? person.phone_number : null,
              email: null,
              expires_at: inHours(48),
              duty_assignments: [{ id, version }],
              traceparent: null,
            },
          ])
        })
      },
    }),
  )
