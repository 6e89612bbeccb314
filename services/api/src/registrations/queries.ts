import type { Db, Tx } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { type Selectable, sql } from 'kysely'
import type { Consent } from './read-consent.ts'
import type { Person } from './read-person.ts'

export type RegistrationRow = Selectable<Tables['registrations']>

interface Details extends Person {
  readonly language: string
}

export type Identity = Pick<Person, 'phone_number' | 'email' | 'name_key'>

/** What two registrations of one person share: the number and the name, or without a number the address and the name. */
export function knownAs({ phone_number, email, name_key }: Identity): string {
  return `${phone_number ?? email?.toLowerCase() ?? ''} ${name_key}`
}

/** The person with this phone number and name; without a number, one with this address and name, first of all without a number. */
export function findRegistered(
  db: Db,
  { phone_number, email, name_key }: Identity,
): Promise<RegistrationRow | undefined> {
  const query = db.selectFrom('registrations').selectAll().where('name_key', '=', name_key)
  if (phone_number !== null) return query.where('phone_number', '=', phone_number).executeTakeFirst()
  return query
    .where(
      sql<boolean>`lower(email collate "C") = lower(${email}::text collate "C") and (email = ${email} or phone_number is null)`,
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
