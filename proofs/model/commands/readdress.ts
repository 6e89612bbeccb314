import fc from 'fast-check'
import { sql } from 'kysely'
import { readdress } from '@dutybell/shared/outbox/readdress'
import { anyone, findPerson } from '../people.ts'
import { type Step, step } from '../step.ts'
import { NUMBERS } from '../world.ts'

/** A phone number is corrected: to another person's, or to one nobody had. */
export const readdressing: fc.Arbitrary<Step> = fc
  .record({ person: anyone, address: fc.constantFrom(...NUMBERS, '+919876500009') })
  .map(({ person: n, address }) =>
    step(`readdress(${n} to ${address})`, {
      async act(world, { db }) {
        const person = await findPerson(world, db, n)
        if (person === undefined || person.phone_number === address) return
        const registration_id = person.id
        await db.transaction().execute(async (tx) => {
          await sql`
            update registrations set phone_number = ${address} where id = ${registration_id}`.execute(tx)
          await readdress(tx, { registration_id, channel: 'whatsapp', address })
        })
      },
    }),
  )
