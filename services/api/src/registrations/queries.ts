import type { Db, Tx } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import type { newEventIds } from '@dutybell/shared/outbox/publish'
import { publishing } from '@dutybell/shared/outbox/publish'
import { type Selectable, sql } from 'kysely'
import type { Person } from './read-person.ts'

export type RegistrationRow = Selectable<Tables['registrations']>

export interface NewRegistration extends Person {
  readonly id: string
  readonly whatsapp_opt_in: boolean
  readonly language: string
}

const MESSAGE_EXPIRES_AFTER = '168 hours' // a week later, news of a registration is none

/**
 * Inserts the person and publishes that the registration was received: one statement.
 *
 * @returns undefined where this phone number and name are registered
 */
export async function insertRegistration(
  db: Db,
  person: NewRegistration,
  event: ReturnType<typeof newEventIds> & { traceparent: string | null },
): Promise<RegistrationRow | undefined> {
  const received = sql`
    select ${event.id}::uuid as id, 'registration' as aggregatetype, r.id::text as aggregateid,
      'registration_received' as type, 'registration_received:' || r.id as dedupe_key, r.id as registration_id,
      r.language, jsonb_build_array(r.full_name) as parameters,
      case when r.whatsapp_opt_in then r.phone_number end as phone_number, r.email,
      ${event.whatsapp_delivery_id}::uuid as whatsapp_delivery_id, ${event.email_delivery_id}::uuid as email_delivery_id,
      r.created_at + ${MESSAGE_EXPIRES_AFTER}::interval as expires_at, '[]'::jsonb as duty_assignments,
      ${event.traceparent}::text as traceparent
    from registration r`
  const { rows } = await sql<RegistrationRow>`
    with registration as (
      insert into registrations (id, full_name, name_key, phone_number, email, whatsapp_opt_in, language)
      values (${person.id}, ${person.full_name}, ${person.name_key}, ${person.phone_number}, ${person.email},
        ${person.whatsapp_opt_in}, ${person.language})
      on conflict on constraint registrations_phone_number_name_key do nothing
      returning *
    ), ${publishing(received)}
    select * from registration`.execute(db)
  return rows[0]
}

/** Locks the row against other changes; foreign keys may still point at it. */
export function lockRegistration(tx: Tx, id: string): Promise<RegistrationRow | undefined> {
  return tx
    .selectFrom('registrations')
    .selectAll()
    .where('id', '=', id)
    .where('status', '=', 'active')
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** A new version; the caller holds the row's lock. */
export function updateRegistration(
  tx: Tx,
  id: string,
  person: Omit<NewRegistration, 'id'>,
): Promise<RegistrationRow> {
  const { full_name, name_key, phone_number, email, whatsapp_opt_in, language } = person
  return tx
    .updateTable('registrations')
    .set({ full_name, name_key, phone_number, email, whatsapp_opt_in, language })
    .set({ version: sql`version + 1`, updated_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export function findRegistration(db: Db, id: string): Promise<RegistrationRow | undefined> {
  return db.selectFrom('registrations').selectAll().where('id', '=', id).executeTakeFirst()
}
