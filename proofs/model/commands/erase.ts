import type fc from 'fast-check'
import { sql } from 'kysely'
import type { Tx } from '@dutybell/shared/db/client'
import { withdrawDeliveries } from '@dutybell/shared/outbox/withdraw'
import { anyone, findPerson } from '../people.ts'
import { type Step, step } from '../step.ts'

/** A registration is deleted: what the API's `eraseRegistration` does to rows that a notifier reads. */
export const erasing: fc.Arbitrary<Step> = anyone.map((n) =>
  step(`erase(${n})`, {
    async act(world, { db }) {
      const person = await findPerson(world, db, n)
      if (person === undefined) return
      for (const duty of world.duties) duty.is_cancelled ||= duty.person === n
      await db.transaction().execute((tx) => erase(tx, person))
    },
  }),
)

async function erase(tx: Tx, { id, phone_number }: { id: string; phone_number: string }): Promise<void> {
  await sql`select from registrations where id = ${id} for update`.execute(tx)
  await sql`select from channels order by channel for no key update`.execute(tx)
  await sql`
    update duty_assignments set status = 'cancelled', version = version + 1
    where registration_id = ${id} and status <> 'cancelled'`.execute(tx)
  await sql`update registrations set status = 'erased' where id = ${id}`.execute(tx)
  const { rows } = await sql<{ id: string }>`
    select id from deliveries where registration_id = ${id} order by id`.execute(tx)
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
      where channel = 'whatsapp' and recipient = ${phone_number} and state = 'pending' order by recipient, seq
    ))`.execute(tx)
  await sql`
    update recipients set address = erased_form(address), erased_at = clock_timestamp()
    where channel = 'whatsapp' and address = ${phone_number}
      and not exists (select from registrations where phone_number = ${phone_number} and status = 'active')`.execute(
    tx,
  )
}
