import type { Db, Tx } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { prepared } from '@dutybell/shared/db/prepared'
import type { newEventIds } from '@dutybell/shared/outbox/publish'
import { eventKey } from '@dutybell/shared/templates/catalogue'
import { CompiledQuery, type Selectable, sql } from 'kysely'
import type { Consent } from './read-consent.ts'
import type { Person } from './read-person.ts'

export type RegistrationRow = Selectable<Tables['registrations']>

interface Details extends Person {
  readonly language: string
}

export interface NewRegistration extends Details {
  readonly id: string
  /** Kept where the person opts in. */
  readonly consent: Consent
}

/** The limits that hold for registrations without a key. */
export interface PublicLimits {
  /** Ten registrations of a phone number or a mailbox within an hour. */
  readonly per_address: boolean
  /** The confirmations of more are held; 0: no limit. */
  readonly confirmations_per_hour: number
}

/**
 * The text is the same for everyone; its message expires after a week, when news of a registration is none. The limits read:
 * nothing that every registration writes or locks.
 */
const REGISTER = prepared(
  'register_old',
  `
  with allowed as materialized (
    select case when $15::boolean then wait_for_sign_up($4, $16) end as wait_seconds
  ), registration as (
    insert into registrations (id, full_name, name_key, phone_number, email, whatsapp_opt_in, language, consent_at,
      consent_source, consent_words, mailbox, origin, confirmation_held)
    select $1, $2, $3, $4, $5, $6::boolean, $7, case when $6 then clock_timestamp() end, $8, $9, $16, $17,
      case when $18::integer > 0 then sign_ups_flooded($18) else false end
    from allowed where wait_seconds is null
    on conflict do nothing
    returning *
  )
  select r.*, allowed.wait_seconds, case when r.id is not null and $14::boolean then
    case when publish_event($10, 'registration', r.id::text, 'registration_received', '${eventKey('registration_received')}:' || r.id, r.id, $7,
      jsonb_build_array($2::text), '[]', case when $6 then $4 end, $5, $11, $12, r.created_at + interval '168 hours', $13)
    then case when r.confirmation_held then hold_confirmations($10) end end
  end as held
  from allowed left join registration r on true`,
)

export type Insertion =
  | { readonly outcome: 'created'; readonly registration: RegistrationRow }
  /** This phone number and name, or without a number this address and name, are registered. */
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'limited'; readonly wait_seconds: number }

/**
 * Inserts the person and, if `event.is_published`, publishes that the registration was received: one statement.
 *
 * @param limits undefined: of a caller with a key
 */
export async function insertRegistration(
  db: Db,
  { consent, ...person }: NewRegistration,
  event: ReturnType<typeof newEventIds> & { traceparent: string | null; is_published: boolean },
  limits?: PublicLimits,
): Promise<Insertion> {
  const { id, full_name, name_key, phone_number, email, mailbox, whatsapp_opt_in, language } = person
  const { source, words } = whatsapp_opt_in ? consent : { source: null, words: null }
  const values = [
    id,
    full_name,
    name_key,
    phone_number,
    email,
    whatsapp_opt_in,
    language,
    source,
    words,
    event.id,
    event.whatsapp_delivery_id,
    event.email_delivery_id,
    event.traceparent,
    event.is_published,
    limits?.per_address ?? false,
    mailbox,
    limits === undefined ? 'admin' : 'public',
    limits?.confirmations_per_hour ?? 0,
  ]
  const { rows } = await db.executeQuery<(RegistrationRow | { id: null }) & { wait_seconds: number | null }>(
    CompiledQuery.raw(REGISTER, values),
  )
  const [row] = rows
  if (row === undefined) throw new Error('The statement has one row.')
  if (row.wait_seconds !== null) return { outcome: 'limited', wait_seconds: row.wait_seconds }
  return row.id === null ? { outcome: 'exists' } : { outcome: 'created', registration: row }
}

/** The person with this phone number and name; without a number, one with this address and name, first of all without a number. */
export function findRegistered(
  db: Db,
  { phone_number, email, name_key }: Pick<Person, 'phone_number' | 'email' | 'name_key'>,
): Promise<RegistrationRow | undefined> {
  const query = db.selectFrom('registrations').selectAll().where('name_key', '=', name_key)
  if (phone_number !== null) return query.where('phone_number', '=', phone_number).executeTakeFirst()
  return query
    .where(
      sql<boolean>`(email = ${email} or phone_number is null and lower(email collate "C") = lower(${email}::text collate "C"))`,
    )
    .orderBy(sql`phone_number is not null`)
    .limit(1)
    .executeTakeFirst()
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

/** What a change does to the consent: another one, its end, or nothing. */
export type ConsentChange =
  | { readonly kind: 'given'; readonly consent: Consent }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'kept' }

/** A new version; the caller holds the row's lock. */
export function updateRegistration(
  tx: Tx,
  id: string,
  person: Details & { readonly consent_change: ConsentChange },
): Promise<RegistrationRow> {
  const { full_name, name_key, phone_number, email, mailbox, whatsapp_opt_in, language } = person
  return tx
    .updateTable('registrations')
    .set({ full_name, name_key, phone_number, email, mailbox, whatsapp_opt_in, language })
    .set({
      version: sql`version + 1`,
      updated_at: sql`clock_timestamp()`,
      ...consentColumns(person.consent_change),
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

function consentColumns(change: ConsentChange) {
  if (change.kind === 'kept') return {}
  if (change.kind === 'withdrawn') return { consent_withdrawn_at: sql<string>`clock_timestamp()` }
  return {
    consent_at: sql<string>`clock_timestamp()`,
    consent_source: change.consent.source,
    consent_words: change.consent.words,
    consent_withdrawn_at: null,
  }
}

export function findRegistration(db: Db, id: string): Promise<RegistrationRow | undefined> {
  return db.selectFrom('registrations').selectAll().where('id', '=', id).executeTakeFirst()
}

/** By id; erased people have none. */
export async function findFullNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; full_name: string }>`
    select id, full_name from registrations where id = any (${[...ids]}::uuid[]) and status = 'active'`.execute(
    db,
  )
  return new Map(rows.map(({ id, full_name }) => [id, full_name]))
}
