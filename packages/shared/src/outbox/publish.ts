import { randomUUIDv7 } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../db/client.ts'
import type { TemplateName } from '../templates/catalogue.ts'
import { withSpan } from '../tracing.ts'

/** One row of the outbox, with one delivery per address. */
export interface OutboxEvent {
  readonly id: string
  readonly aggregatetype: 'registration' | 'duty_assignment' | 'job'
  readonly aggregateid: string
  readonly type: TemplateName
  /** An event whose key was published before is not published again. */
  readonly dedupe_key: string
  readonly registration_id: string | null
  /** One that is configured: see languageFor. */
  readonly language: string
  /** The values of the template's parameters, frozen. */
  readonly parameters: readonly string[]
  /** Those of WhatsApp, where the others are too long for it; the e-mail has the others. */
  readonly whatsapp_parameters?: readonly string[] | null
  /** Null: no WhatsApp delivery. */
  readonly phone_number: string | null
  readonly email: string | null
  readonly whatsapp_delivery_id: string
  readonly email_delivery_id: string
  /** The message is not true after this instant. */
  readonly expires_at: string
  /** The duty assignments that the message names, each with the version for which it is true. */
  readonly duty_assignments: readonly { readonly id: string; readonly version: number }[]
  readonly traceparent: string | null
}

/** The ids of a new event. UUIDv7 sorts by time; it is generated here because Postgres 15 cannot. */
export function newEventIds() {
  return { id: randomUUIDv7(), whatsapp_delivery_id: randomUUIDv7(), email_delivery_id: randomUUIDv7() }
}

/**
 * Publishes events and their deliveries in the caller's transaction.
 *
 * @returns the ids of the new events: one whose dedupe_key exists is skipped
 */
export async function publish(tx: Tx, events: readonly OutboxEvent[]): Promise<Set<string>> {
  const json = sql`${JSON.stringify(events)}::jsonb`
  const { rows } = await withSpan('publish', { attributes: { events: events.length } }, () =>
    sql<{ published: string[] }>`select ${publishing(json)} as published`.execute(tx),
  )
  return new Set(rows[0]?.published)
}

/**
 * The SQL expression that publishes `events`, a JSON array of {@link OutboxEvent}s, so that domain row, event and deliveries are
 * one statement and one round trip. Use it in the select list of the caller's statement: an unread CTE would not be executed.
 */
export function publishing(events: RawBuilder<unknown>): RawBuilder<string[]> {
  return sql`publish(${events})`
}
