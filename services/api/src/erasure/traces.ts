import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import type { RegistrationRow } from '../registrations/queries.ts'
import { type Address, exclusiveAddresses } from './addresses.ts'
import { base64Fragments } from './base64-fragments.ts'
import { whatsappIdsOf } from '@dutybell/shared/people/whatsapp-id'

/** How a text of Meta refers to the person, and the replacement. */
export interface Traces {
  /** A text that contains one of these is about the person. */
  readonly searchTerms: readonly string[]
  /** Redacts number, address and name. Only for a text about the person: a name may be an ordinary word. */
  readonly redact: (text: string) => string
}

export interface MessageId {
  readonly delivery_id: string
  readonly provider_message_id: string | null
  readonly erased_form: string | null
}

/** The attempts of the person's messages, with Meta's message ids. */
export async function findMessageIds(tx: Tx, registration_id: string): Promise<MessageId[]> {
  const { rows } = await sql<MessageId>`
    select d.id as delivery_id, a.provider_message_id, erased_form(a.provider_message_id) as erased_form
    from deliveries d left join attempts a on a.delivery_id = d.id
    where d.registration_id = ${registration_id} and d.channel = 'whatsapp'`.execute(tx)
  return rows
}

export function tracesOf(
  { full_name }: Pick<RegistrationRow, 'full_name'>,
  addresses: readonly Address[],
  messages: readonly MessageId[],
): Traces {
  const numbers = exclusiveAddresses(addresses, 'whatsapp').flatMap(({ address, erased_form }) =>
    whatsappIdsOf(address).map((wa_id) => ({ wa_id, erased_form })),
  )
  const fragments = numbers.flatMap(({ wa_id }) => base64Fragments(wa_id))
  const ids = new Map(
    messages.flatMap(({ provider_message_id: id, erased_form }) =>
      id && erased_form ? [[id, erased_form]] : [],
    ),
  )
  const words = [full_name, ...exclusiveAddresses(addresses, 'email').map(({ address }) => address)]
  return {
    searchTerms: [
      ...numbers.map(({ wa_id }) => wa_id),
      ...fragments,
      ...messages.map(({ delivery_id }) => delivery_id),
      ...ids.keys(),
    ],
    redact: (text) => {
      const hashed = ids.get(text) // a message id stands alone
      if (hashed !== undefined) return hashed
      let redacted = text
      for (const { wa_id, erased_form } of numbers) {
        redacted = redacted.replaceAll(new RegExp(`\\+?${wa_id}`, 'g'), erased_form)
      }
      for (const fragment of fragments) redacted = redacted.replaceAll(fragment, 'erased')
      for (const word of words)
        redacted = redacted.replaceAll(new RegExp(RegExp.escape(word), 'giu'), 'erased')
      return redacted
    },
  }
}
