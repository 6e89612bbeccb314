import { randomUUIDv7 } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { withdrawAddress } from '@dutybell/shared/outbox/withdraw'
import { type Step, step } from '../step.ts'
import { NUMBERS } from '../world.ts'

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
