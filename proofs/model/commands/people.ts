import fc from 'fast-check'
import { sql } from 'kysely'
import { randomUUIDv7 } from 'node:crypto'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { readdress } from '@dutybell/shared/outbox/readdress'
import { withdrawChannel, withdrawAddress, withdrawDeliveries } from '@dutybell/shared/outbox/withdraw'
import { type Step, step } from '../step.ts'
import { NUMBERS, type World } from '../world.ts'

/** Mostly the first person, so that many steps concern the same rows. */
export const personIndex: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.nat(NUMBERS.length - 1) },
)

/** The n-th person as the API would find them; undefined after the erasure. */
export async function findPerson(world: World, db: Db, n: number) {
  const id = world.people[n]
  if (id === undefined) return undefined
  return db
    .selectFrom('registrations')
    .select(['id', 'phone_number', 'whatsapp_opt_in'])
    .where('id', '=', id)
    .where('status', '=', 'active')
    .executeTakeFirst()
}

/** A person opts out of WhatsApp, or in again. */
export const optingOut: fc.Arbitrary<Step> = fc
  .record({ person: personIndex, wants: fc.constantFrom(false, false, true) })
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

/** A recipient sends STOP or START. */
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

/** A phone number is changed: to another person's, or to an unused one. */
export const readdressing: fc.Arbitrary<Step> = fc
  .record({ person: personIndex, address: fc.constantFrom(...NUMBERS, '+919876500009') })
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

/** Erases a registration: the changes of the API's `eraseRegistration` to rows that a notifier reads. */
export const erasing: fc.Arbitrary<Step> = personIndex.map((n) =>
  step(`erase(${n})`, {
    async act(world, { db }) {
      const person = await findPerson(world, db, n)
      if (person === undefined) return
      await db.transaction().execute((tx) => erase(tx, person))
    },
  }),
)

async function erase(
  tx: Tx,
  { id, phone_number }: { id: string; phone_number: string | null },
): Promise<void> {
  await sql`select from registrations where id = ${id} for update`.execute(tx)
  await sql`select from channels order by channel for no key update`.execute(tx)
  await sql`select cancel_duties_of_erased(${id})`.execute(tx)
  await sql`update registrations set status = 'erased' where id = ${id}`.execute(tx)
  const { rows } = await sql<{ id: string; recipient: string }>`
    select id, recipient from deliveries where registration_id = ${id} order by id`.execute(tx)
  const deliveries = rows.map((row) => row.id)
  await withdrawDeliveries(tx, deliveries, 'erased')
  await sql`update deliveries set erased = true where id = any (${deliveries}::uuid[])`.execute(tx)
  await sql`update attempts set erased = true where delivery_id = any (${deliveries}::uuid[])`.execute(tx)
  await sql`
    update outbox set payload = redact_payload(payload)
    where id in (select outbox_id from deliveries where registration_id = ${id})`.execute(tx)
  await sql`
    select unblock_next_for_recipients(array(
      select distinct on (recipient) id from deliveries
      where channel = 'whatsapp' and recipient = any (${[phone_number, ...rows.map((row) => row.recipient)]}::text[])
        and state = 'pending'
      order by recipient, seq
    ))`.execute(tx)
  await sql`
    update recipients set address = erased_form(address), erased_at = clock_timestamp()
    where channel = 'whatsapp' and address = ${phone_number}
      and not exists (select from registrations where phone_number = ${phone_number} and status = 'active')`.execute(
    tx,
  )
}
