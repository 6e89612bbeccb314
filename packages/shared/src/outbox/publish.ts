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
  const given = sql`${JSON.stringify(events)}::jsonb`
  const { rows } = await sql<{ published: string[] }>`select ${publishing(given)} as published`.execute(tx)
  return new Set(rows[0]?.published)
}

/**
 * The expression that publishes `events`, a JSON array of {@link OutboxEvent}s: so that domain row, event and deliveries are one
 * statement and one round trip. For the select list of the caller's own statement: in a CTE that nothing reads it would not be run.
 */
export function publishing(events: RawBuilder<unknown>): RawBuilder<string[]> {
  return sql`publish(${events})`
}
