import fc from 'fast-check'
import { sql } from 'kysely'
import { readdress } from '@dutybell/shared/outbox/readdress'
import { pick, type Step, step } from '../step.ts'
import { NUMBERS } from '../world.ts'

/** A phone number is corrected: to another person's, or to one nobody had. */
export const readdressing: fc.Arbitrary<Step> = fc
  .record({ person: fc.nat(3), address: fc.constantFrom(...NUMBERS, '+919876500009') })
  .map(({ person, address }) =>
    step(`readdress(${person} to ${address})`, {
      async act(world, { db }) {
        const registration_id = pick(world.people, person)
        if (registration_id === undefined) return
        await db.transaction().execute(async (tx) => {
          await sql`update registrations set phone_number = ${address} where id = ${registration_id}`.execute(
            tx,
          )
          await readdress(tx, { registration_id, channel: 'whatsapp', address })
        })
      },
    }),
  )
