import { lockAddressForErasure } from '@dutybell/shared/db/address-lock'
import type { Tx } from '@dutybell/shared/db/client'
import { ofRegistration } from '@dutybell/shared/outbox/of-registration'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import { sql } from 'kysely'
import type { RegistrationRow } from '../registrations/queries.ts'

export interface Address {
  readonly channel: Channel
  readonly address: string
  /** The keyed hash that replaces it. */
  readonly erased_form: string
  /** Another registration has the address, so it is kept. */
  readonly is_shared: boolean
}

/** The present addresses of the person, former ones to which messages were sent, and those of a reported number change. */
export async function findAddresses(tx: Tx, person: RegistrationRow): Promise<Address[]> {
  const { rows } = await sql<Address>`
    select known.channel, known.address, erased_form(known.address) as erased_form,
      case known.channel
        when 'whatsapp' then exists (
          select from registrations o
          where o.phone_number = known.address and o.id <> ${person.id} and o.status = 'active'
        )
        else exists (
          select from registrations o where o.email = known.address and o.id <> ${person.id} and o.status = 'active'
        )
      end as is_shared
    from (
      values ('whatsapp', ${person.phone_number}::text), ('email', ${person.email}::text)
      union
      select d.channel, d.recipient from deliveries d where ${ofRegistration(person.id, 'd')}
      union
      select d.channel, a.recipient from deliveries d join attempts a on a.delivery_id = d.id
      where ${ofRegistration(person.id, 'd')}
      union
      select 'whatsapp', c.address from number_changes n, unnest(array[n.address, n.new_address]) c(address)
      where n.registration_id = ${person.id}
    ) known(channel, address)
    where known.address is not null
    order by 1, 2`.execute(tx)
  return rows
}

/** Blocks operators' jobs to them, and inbound messages from them, until the transaction ends. */
export async function lockAddresses(tx: Tx, addresses: readonly Address[]): Promise<void> {
  for (const { address } of addresses) {
    await lockAddressForErasure(tx, address)
  }
}

/** The addresses that no other registration has. */
export function exclusiveAddresses(addresses: readonly Address[], channel?: Channel): Address[] {
  return addresses.filter(
    (address) => !address.is_shared && (channel === undefined || address.channel === channel),
  )
}
