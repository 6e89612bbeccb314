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
}

/** The limits that hold for registrations without a key. */
export interface PublicLimits {
  /** Ten registrations of a phone number or a mailbox within an hour. */
  readonly per_address: boolean
  /** The confirmations of more are held; 0: no limit. */
  readonly confirmations_per_hour: number
}

export interface InsertOptions {
  readonly is_published: boolean
  readonly traceparent: string | null
  /** The commit wakes the notifiers: Waker.withNotice. */
  readonly notifies?: boolean
  /** Undefined: of a caller with a key. */
  readonly limits?: PublicLimits | undefined
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

const OPTIONS = 6 // parameters before those of people
const COLUMNS = Object.entries(PERSON_COLUMNS)

const REGISTER_ONE = prepared(
  'register',
  register(
    `select ${COLUMNS.map(([name, type], at) => `$${OPTIONS + 1 + at}::${type} as ${name}`).join(', ')}`,
  ),
)
const REGISTER_MANY = register(
  `select * from jsonb_to_recordset($${OPTIONS + 1}::jsonb) as p(${COLUMNS.map((column) => column.join(' ')).join(', ')})`,
)

/**
 * The statement that inserts people and publishes their confirmations, which expire after a week: later they are no news. Its text
 * is constant, so that it can be prepared; $1 to $6 are the options of {@link insert}, in its order. The checks of the limits write
 * and lock no row that every registration needs, so registrations do not wait for one another.
 *
 * @param people a query that gives the rows of PERSON_COLUMNS
 */
function register(people: string): string {
  return `
  with person as materialized (
    select p.*, case when $3::boolean then wait_for_sign_up(p.phone_number, p.mailbox) end as wait_seconds from (${people}) p
  ), registration as (
    insert into registrations (id, full_name, name_key, phone_number, email, whatsapp_opt_in, language, consent_at,
      consent_source, consent_words, mailbox, origin, confirmation_held)
    select id, full_name, name_key, phone_number, email, whatsapp_opt_in, language, case when whatsapp_opt_in then clock_timestamp() end,
      consent_source, consent_words, mailbox, $4, case when $5::integer > 0 then sign_ups_flooded($5) else false end
    from person where wait_seconds is null
    on conflict do nothing
    returning ${RETURNED_COLUMNS.join(', ')}, confirmation_held
  )
  select ${RETURNED_COLUMNS.map((name) => `r.${name}`).join(', ')}, p.wait_seconds, case when r.id is not null and $2::boolean then
    case when publish_event(p.event_id, 'registration', r.id::text, 'registration_received', '${eventKey('registration_received')}:' || r.id,
      r.id, r.language, jsonb_build_array(r.full_name), '[]', case when r.whatsapp_opt_in then r.phone_number end, r.email,
      p.whatsapp_delivery_id, p.email_delivery_id, r.created_at + interval '168 hours', $1)
    then case when r.confirmation_held then hold_confirmations(p.event_id)
      when $6::boolean then pg_notify('${WAKE_CHANNEL}', '${'drain_outbox' satisfies WakeUp}') is not null end end
  end as written -- read by no caller: the column is there for what its functions write
  from person p left join registration r using (id)`
}

export type Insertion =
  | { readonly outcome: 'created'; readonly registration: RegisteredRow }
  /** This phone number and name, or without a number this address and name, are registered. */
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'limited'; readonly wait_seconds: number }

/** Inserts the person and, if `is_published`, publishes that the registration was received: one statement. */
export async function insertRegistration(
  db: Db,
  person: NewRegistration,
  options: InsertOptions,
): Promise<Insertion> {
  const [insertion] = await insert(db, REGISTER_ONE, Object.values(columnsOf(person)), options)
  if (insertion === undefined) throw new Error('The statement has one row.')
  return insertion
}

/** As {@link insertRegistration}, for many people in one statement: an insertion for each, in their order. */
export function insertRegistrations(
  db: Db,
  people: readonly NewRegistration[],
  options: InsertOptions,
): Promise<Insertion[]> {
  return insert(db, REGISTER_MANY, [JSON.stringify(people.map(columnsOf))], options)
}

type ResultRow = (RegisteredRow | { readonly id: null }) & { readonly wait_seconds: number | null }

async function insert(
  db: Db,
  text: string,
  people: readonly unknown[],
  { is_published, traceparent, limits, notifies = false }: InsertOptions,
): Promise<Insertion[]> {
  const { per_address = false, confirmations_per_hour = 0 } = limits ?? {}
  const origin = limits === undefined ? 'admin' : 'public'
  const options = [traceparent, is_published, per_address, origin, confirmations_per_hour, notifies]
  const { rows } = await db.executeQuery<ResultRow>(CompiledQuery.raw(text, [...options, ...people]))
  return rows.map((row) => {
    if (row.wait_seconds !== null) return { outcome: 'limited', wait_seconds: row.wait_seconds }
    return row.id === null ? { outcome: 'exists' } : { outcome: 'created', registration: row }
  })
}

/** The values of PERSON_COLUMNS, in their order. */
function columnsOf({
  consent,
  event,
  ...person
}: NewRegistration): Record<keyof typeof PERSON_COLUMNS, unknown> {
  const { id, full_name, name_key, phone_number, email, mailbox, whatsapp_opt_in, language } = person
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
  }
}
