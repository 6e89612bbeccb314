import { randomUUIDv7 } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { newEventIds, publish } from '@dutybell/shared/outbox/publish'
import { withdrawAddress, withdrawChannel, withdrawDuty } from '@dutybell/shared/outbox/withdraw'
import { inHours } from '../../channels/support.ts'
import { pick, type Step, step } from '../step.ts'
import { NUMBERS, type World } from '../world.ts'

const standing = (world: World) => world.duties.filter((duty) => !duty.is_cancelled)

/** A duty is cancelled, or moved, which publishes anew. */
export const changingDuties: fc.Arbitrary<Step> = fc
  .record({ duty: fc.nat(9), moves: fc.boolean() })
  .map(({ duty: n, moves }) =>
    step(`${moves ? 'move' : 'cancel'} duty(${n})`, {
      when: (world) => standing(world).length > 0,
      async act(world, { db }) {
        const duty = pick(standing(world), n)
        const registration_id = duty && world.people[duty.person]
        if (duty === undefined || registration_id === undefined) return
        duty.version += 1
        duty.is_cancelled = !moves
        const { id, version } = duty
        await db.transaction().execute(async (tx) => {
          await sql`
            update duty_assignments set version = ${version}, status = ${moves ? 'assigned' : 'cancelled'}
            where id = ${id}`.execute(tx)
          await withdrawDuty(tx, { id, version }, moves ? 'duty_moved' : 'duty_cancelled')
          if (!moves) return
          const person = await tx
            .selectFrom('registrations')
            .select(['phone_number', 'whatsapp_opt_in'])
            .where('id', '=', registration_id)
            .executeTakeFirstOrThrow()
          await publish(tx, [
            {
              ...newEventIds(),
              aggregatetype: 'duty_assignment',
              aggregateid: id,
              type: 'duty_allotment_confirmed',
              dedupe_key: `moved:${id}:${version}`,
              registration_id,
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

export const optingOut: fc.Arbitrary<Step> = fc.nat(3).map((person) =>
  step(`opt out(${person})`, {
    async act(world, { db }) {
      const registration_id = pick(world.people, person)
      if (registration_id === undefined) return
      await db.transaction().execute(async (tx) => {
        await sql`update registrations set whatsapp_opt_in = false where id = ${registration_id}`.execute(tx)
        await withdrawChannel(tx, { registration_id, channel: 'whatsapp' }, 'opted_out')
      })
    },
  }),
)

/** Somebody writes STOP or START. */
export const suppressing: fc.Arbitrary<Step> = fc
  .record({ address: fc.constantFrom(...NUMBERS), preference: fc.constantFrom('stop', 'start') })
  .map(({ address, preference }) =>
    step(`${preference}(${address})`, {
      async act(_world, { db }) {
        await db.transaction().execute(async (tx) => {
          await sql`
            select set_preference('whatsapp', ${address}, ${preference}, ${randomUUIDv7()}, clock_timestamp())`.execute(
            tx,
          )
          if (preference === 'stop') await withdrawAddress(tx, { channel: 'whatsapp', address }, 'suppressed')
        })
      },
    }),
  )
