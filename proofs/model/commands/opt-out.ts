import fc from 'fast-check'
import { sql } from 'kysely'
import { withdrawChannel } from '@dutybell/shared/outbox/withdraw'
import { anyone, findPerson } from '../people.ts'
import { type Step, step } from '../step.ts'

/** Somebody wants no WhatsApp any more, or again. */
export const optingOut: fc.Arbitrary<Step> = fc
  .record({ person: anyone, wants: fc.constantFrom(false, false, true) })
  .map(({ person: n, wants }) =>
    step(`opt ${wants ? 'in' : 'out'}(${n})`, {
      async act(world, { db }) {
        const person = await findPerson(world, db, n)
        if (person === undefined || person.whatsapp_opt_in === wants) return
        await db.transaction().execute(async (tx) => {
          await sql`update registrations set whatsapp_opt_in = ${wants} where id = ${person.id}`.execute(tx)
          if (wants) return
          await withdrawChannel(tx, { registration_id: person.id, channel: 'whatsapp' }, 'opted_out')
        })
      },
    }),
  )
