import type { Db } from '@dutybell/shared/db/client'
import { prepared } from '@dutybell/shared/db/prepared'
import type { newEventIds } from '@dutybell/shared/outbox/publish'
import { WAKE_CHANNEL, type WakeUp } from '@dutybell/shared/outbox/wake'
import { eventKey } from '@dutybell/shared/templates/catalogue'
import { CompiledQuery } from 'kysely'
import type { RegistrationRow } from './queries.ts'
import type { Consent } from './read-consent.ts'
import type { Person } from './read-person.ts'

export interface NewRegistration extends Person {
  readonly id: string
  readonly language: string
  /** Kept where the person opts in. */
  readonly consent: Consent
  readonly event: ReturnType<typeof newEventIds>
  /** Without a key, so that the limits hold. */
  readonly is_public: boolean
  /** `registration_received` is sent. */
  readonly is_published: boolean
  readonly traceparent: string | null
}

/** The limits that hold for registrations without a key. */
export interface PublicLimits {
  /** Ten registrations of a phone number or a mailbox within an hour. */
  readonly per_address: boolean
  /** The confirmations of more are held; 0: no limit. */
  readonly confirmations_per_hour: number
}

const PERSON_COLUMNS = {
  id: 'uuid',
  full_name: 'text',
  name_key: 'text',
  phone_number: 'text',
  email: 'text',
  mailbox: 'text',
  whatsapp_opt_in: 'boolean',
  language: 'text',
  consent_source: 'text',
  consent_words: 'text',
  event_id: 'uuid',
  whatsapp_delivery_id: 'uuid',
  email_delivery_id: 'uuid',
  is_public: 'boolean',
  is_published: 'boolean',
  traceparent: 'text',
} as const

/** Those that a caller needs, and no more: a column costs the API as much as reading a name. */
const RETURNED_COLUMNS = [
  'id',
  'full_name',
  'name_key',
  'phone_number',
  'email',
  'whatsapp_opt_in',
  'language',
  'status',
  'version',
  'created_at',
  'updated_at',
] as const

export type RegisteredRow = Pick<RegistrationRow, (typeof RETURNED_COLUMNS)[number]>

/**
 * Inserts people and publishes their confirmations, which expire after a week: later they are no news. $1: PERSON_COLUMNS of each, in
 * JSON; $2, $3: the limits; $4: whether the commit notifies. The text is constant, so that it can be prepared. The checks of the limits
 * write and lock no row that every registration needs, so registrations do not wait for one another.
 */
const REGISTER = prepared(
  'register',
  `
  with given as materialized (
    select * from rows from (jsonb_to_recordset($1::jsonb) as (${Object.entries(PERSON_COLUMNS)
      .map((column) => column.join(' '))
      .join(', ')})) with ordinality
  ), locked as materialized (
    select lock_sign_ups(array(select unnest(array[p.phone_number, p.mailbox]) from given p where p.is_public)) as is_done
    where $2::boolean
  ), person as materialized (
    select p.*, case when p.is_public and l.is_done then wait_for_sign_up(p.phone_number, p.mailbox) end as wait_seconds
    from given p left join locked l on true
  ), registration as (
    insert into registrations (id, full_name, name_key, phone_number, email, whatsapp_opt_in, language, consent_at,
      consent_source, consent_words, mailbox, origin, confirmation_held)
    select id, full_name, name_key, phone_number, email, whatsapp_opt_in, language, case when whatsapp_opt_in then clock_timestamp() end,
      consent_source, consent_words, mailbox, case when is_public then 'public' else 'admin' end,
      is_public and $3::integer > 0 and ordinality > (select confirmations_left($3))
    from person where wait_seconds is null
    on conflict do nothing
    returning ${RETURNED_COLUMNS.join(', ')}, confirmation_held
  ), published as materialized ( -- apart: beside a constant false, Postgres would leave the call out
    select publish_events(array_agg((
      p.event_id, 'registration', r.id, 'registration_received', '${eventKey('registration_received')}:' || r.id, r.id, r.language,
      jsonb_build_array(r.full_name), null, '[]', case when r.whatsapp_opt_in then r.phone_number end, r.email,
      p.whatsapp_delivery_id, p.email_delivery_id, r.created_at + interval '168 hours', p.traceparent,
      case when r.confirmation_held then 'sign_up_flood' end
    )::new_event)) as ids
    from person p join registration r using (id)
    where p.is_published
  )
  select ${RETURNED_COLUMNS.map((name) => `r.${name}`).join(', ')}, p.wait_seconds, (
    select $4::boolean and cardinality(ids) > 0 and pg_notify('${WAKE_CHANNEL}', '${'drain_outbox' satisfies WakeUp}') is not null
    from published
  ) as written -- read by no caller: the column is there for what its functions write
  from person p left join registration r using (id)
  order by p.ordinality`,
)

export type Insertion =
  | { readonly outcome: 'created'; readonly registration: RegisteredRow }
  /** This phone number and name, or without a number this address and name, are registered. */
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'limited'; readonly wait_seconds: number }

export const NO_LIMITS: PublicLimits = { per_address: false, confirmations_per_hour: 0 }

type ResultRow = (RegisteredRow | { readonly id: null }) & { readonly wait_seconds: number | null }

/** As {@link insertRegistrations}, for one person. */
export async function insertRegistration(
  db: Db,
  person: NewRegistration,
  limits: PublicLimits,
): Promise<Insertion> {
  const [insertion] = await insertRegistrations(db, [person], { limits })
  if (insertion === undefined) throw new Error('The statement has a row for each person.')
  return insertion
}

/**
 * Inserts people and publishes that they were registered, in one statement.
 *
 * @param options.notifies the commit wakes the notifiers: Waker.withNotice
 * @returns an insertion for each, in their order
 */
export async function insertRegistrations(
  db: Db,
  people: readonly NewRegistration[],
  { limits, notifies = false }: { readonly limits: PublicLimits; readonly notifies?: boolean },
): Promise<Insertion[]> {
  const { per_address, confirmations_per_hour } = limits
  const given = JSON.stringify(people.map(columnsOf))
  const parameters = [given, per_address, confirmations_per_hour, notifies]
  const { rows } = await db.executeQuery<ResultRow>(CompiledQuery.raw(REGISTER, parameters))
  return rows.map((row) => {
    if (row.wait_seconds !== null) return { outcome: 'limited', wait_seconds: row.wait_seconds }
    return row.id === null ? { outcome: 'exists' } : { outcome: 'created', registration: row }
  })
}

function columnsOf({
  consent,
  event,
  ...person
}: NewRegistration): Record<keyof typeof PERSON_COLUMNS, unknown> {
  const { id, full_name, name_key, phone_number, email, mailbox, whatsapp_opt_in, language } = person
  const { is_public, is_published, traceparent } = person
  return {
    id,
    full_name,
    name_key,
    phone_number,
    email,
    mailbox,
    whatsapp_opt_in,
    language,
    consent_source: whatsapp_opt_in ? consent.source : null,
    consent_words: whatsapp_opt_in ? consent.words : null,
    event_id: event.id,
    whatsapp_delivery_id: event.whatsapp_delivery_id,
    email_delivery_id: event.email_delivery_id,
    is_public,
    is_published,
    traceparent,
  }
}
