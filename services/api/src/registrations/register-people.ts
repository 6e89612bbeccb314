import type { Db } from '@dutybell/shared/db/client'
import { newEventIds } from '@dutybell/shared/outbox/publish'
import { eventKey } from '@dutybell/shared/templates/catalogue'
import { sql } from 'kysely'
import { randomUUIDv7 } from 'node:crypto'
import type { RegistrationRow } from './queries.ts'
import type { NewPerson, RegisterOptions } from './register-person.ts'

/**
 * Registers many people in one statement, in their order; `insertRegistration` does it for one.
 *
 * @returns those who were not registered
 */
export async function registerPeople(
  db: Db,
  people: readonly NewPerson[],
  { notify, traceparent }: RegisterOptions,
): Promise<RegistrationRow[]> {
  if (people.length === 0) return []
  const given = people.map(({ consent, ...person }) => ({
    ...person,
    id: randomUUIDv7(),
    consent_source: person.whatsapp_opt_in ? consent.source : null,
    consent_words: person.whatsapp_opt_in ? consent.words : null,
    event: newEventIds(),
  }))
  const { rows } = await sql<RegistrationRow>`
    with person as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) p(id uuid, full_name text, name_key text, phone_number text,
        email text, mailbox text, whatsapp_opt_in boolean, language text, consent_source text, consent_words text, event jsonb)
    ), registration as (
      insert into registrations (id, full_name, name_key, phone_number, email, whatsapp_opt_in, language, consent_at, consent_source,
        consent_words, mailbox, origin)
      select id, full_name, name_key, phone_number, email, whatsapp_opt_in, language,
        case when whatsapp_opt_in then clock_timestamp() end, consent_source, consent_words, mailbox, 'admin'
      from person
      on conflict do nothing
      returning *
    )
    select r.*, case when ${notify === 'now'} then publish_event((p.event ->> 'id')::uuid, 'registration', r.id::text, 'registration_received',
      ${eventKey('registration_received')} || ':' || r.id, r.id, r.language, jsonb_build_array(r.full_name), '[]',
      case when r.whatsapp_opt_in then r.phone_number end, r.email, (p.event ->> 'whatsapp_delivery_id')::uuid,
      (p.event ->> 'email_delivery_id')::uuid, r.created_at + interval '168 hours', ${traceparent}) end as published
    from registration r join person p using (id)`.execute(db)
  return rows
}
