import { randomUUIDv7 } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../db/client.ts'
import type { TemplateName } from '../templates/catalogue.ts'

/** What happened, whom it concerns and what is to be said: one row of the outbox, one delivery per address. */
export interface OutboxEvent {
  readonly id: string
  readonly aggregatetype: 'registration' | 'duty_assignment' | 'job'
  readonly aggregateid: string
  readonly type: TemplateName
  /** An event whose key was published before is not published again. */
  readonly dedupe_key: string
  readonly registration_id: string | null
  readonly language: string
  /** Frozen: what the template says in its places. */
  readonly parameters: readonly string[]
  /** Null where the person is not to be reached that way. */
  readonly phone_number: string | null
  readonly email: string | null
  readonly whatsapp_delivery_id: string
  readonly email_delivery_id: string
  /** After this the message would be false. */
  readonly expires_at: string
  /** The duties it speaks of, each in the version it is true for. */
  readonly duty_assignments: readonly { readonly id: string; readonly version: number }[]
  readonly traceparent: string | null
}

/** The ids a new event needs. UUIDv7 sorts by time and is made here, as Postgres 15 cannot. */
export function newEventIds() {
  return { id: randomUUIDv7(), whatsapp_delivery_id: randomUUIDv7(), email_delivery_id: randomUUIDv7() }
}

/**
 * Publishes events and their deliveries in the caller's transaction.
 *
 * @returns the ids of the events that were new
 */
export async function publish(tx: Tx, events: readonly OutboxEvent[]): Promise<Set<string>> {
  const given = sql`
    select * from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) e(
      id uuid, aggregatetype text, aggregateid text, type text, dedupe_key text, registration_id uuid, language text,
      parameters jsonb, phone_number text, email text, whatsapp_delivery_id uuid, email_delivery_id uuid,
      expires_at timestamptz, duty_assignments jsonb, traceparent text)`
  const { rows } = await sql<{ id: string }>`with ${publishing(given)} select id from published`.execute(tx)
  return new Set(rows.map((row) => row.id))
}

/**
 * The CTEs that publish each row of `events`, a select with {@link OutboxEvent}'s columns, to be added to the caller's
 * own `with`: so that domain row, event and deliveries are one statement and one round trip. `published` has the new ones.
 */
export function publishing(events: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    event as materialized (${events}),
    published as (
      insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key, traceparent)
      select id, aggregatetype, aggregateid, type,
        jsonb_build_object('registration_id', registration_id, 'language', language, 'parameters', parameters,
          'duty_assignments', duty_assignments),
        dedupe_key, traceparent
      from event
      on conflict on constraint outbox_dedupe_key_key do nothing
      returning id, created_at
    ),
    concerned as (
      insert into outbox_duty_assignments (outbox_id, duty_assignment_id, version)
      select event.id, duty.id, duty.version
      from published join event using (id)
      cross join jsonb_to_recordset(event.duty_assignments) duty(id uuid, version integer)
    ),
    queued as (
      insert into deliveries (id, outbox_id, registration_id, channel, template, recipient, rank, expires_at)
      select delivery.id, event.id, event.registration_id, delivery.channel, event.type, delivery.recipient,
        least(event.expires_at, published.created_at + interval '24 hours'), event.expires_at
      from published join event using (id)
      cross join lateral (values
        (event.whatsapp_delivery_id, 'whatsapp', event.phone_number),
        (event.email_delivery_id, 'email', event.email)
      ) delivery(id, channel, recipient)
      where delivery.recipient is not null
    )`
}
