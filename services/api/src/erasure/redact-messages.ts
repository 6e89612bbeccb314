import { eventKey } from '@dutybell/shared/templates/catalogue'
import type { Tx } from '@dutybell/shared/db/client'
import { ofRegistration } from '@dutybell/shared/outbox/of-registration'
import { sql } from 'kysely'
import type { RegistrationRow } from '../registrations/queries.ts'
import { type Address, exclusiveAddresses } from './addresses.ts'

/**
 * All deliveries of the person, in order: those of the registration, and those of operators' jobs to an exclusive number, or
 * under the person's name to a shared one.
 */
export async function findDeliveries(
  tx: Tx,
  person: RegistrationRow,
  addresses: readonly Address[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from deliveries d where ${ofRegistration(person.id, 'd')}
    union
    select d.id from deliveries d join outbox o on o.id = d.outbox_id
    where d.registration_id is null and d.recipient = any (${addresses.map(({ address }) => address)}::text[])
      and (d.recipient = any (${exclusiveAddresses(addresses).map(({ address }) => address)}::text[])
        or o.payload -> 'parameters' ? ${person.full_name})
    order by 1`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Triggers redact rows that are marked erased, now and at each later update. */
export async function redactMessages(
  tx: Tx,
  registration_id: string,
  deliveries: readonly string[],
): Promise<void> {
  await sql`update deliveries set erased = true where id = any (${deliveries}::uuid[])`.execute(tx)
  await sql`update attempts set erased = true where delivery_id = any (${deliveries}::uuid[])`.execute(tx)
  // Also events that were published to no address.
  await sql`
    update outbox o set payload = redact_payload(o.payload)
    where o.id = any (array(
      select d.outbox_id from deliveries d where d.id = any (${deliveries}::uuid[])
      union
      select e.outbox_id from outbox_duty_assignments e
      join duty_assignments a on a.id = e.duty_assignment_id
      where a.registration_id = ${registration_id}
      union
      select r.id from outbox r where r.dedupe_key = ${eventKey('registration_received', registration_id)}
    ))`.execute(tx)
}

/** Unblocks deliveries of other people at the same addresses: a redacted delivery in flight does not block them. */
export async function unblockOtherRecipients(tx: Tx, addresses: readonly Address[]): Promise<void> {
  await sql`
    select unblock_next_for_recipients(array(
      select distinct on (d.channel, d.recipient) d.id
      from jsonb_to_recordset(${JSON.stringify(addresses)}::jsonb) a(channel text, address text)
      join deliveries d on d.channel = a.channel and d.recipient = a.address and d.queue_state = 'pending'
      order by d.channel, d.recipient, d.seq
    ))`.execute(tx)
}
