import fc from 'fast-check'
import { sql } from 'kysely'
import { newEventIds, publish } from '@dutybell/shared/outbox/publish'
import { withdrawDuty } from '@dutybell/shared/outbox/withdraw'
import { inHours } from '../../../services/notifier/test/deliveries/support.ts'
import { findPerson } from '../people.ts'
import { pick, type Step, step } from '../step.ts'
import type { World } from '../world.ts'

const standing = (world: World) => world.duties.filter((duty) => !duty.is_cancelled)

/** A duty is cancelled, or moved, which publishes anew. */
export const changingDuties: fc.Arbitrary<Step> = fc
  .record({ duty: fc.nat(9), moves: fc.boolean() })
  .map(({ duty: n, moves }) =>
    step(`${moves ? 'move' : 'cancel'} duty(${n})`, {
      when: (world) => standing(world).length > 0,
      async act(world, { db }) {
        const duty = pick(standing(world), n)
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
