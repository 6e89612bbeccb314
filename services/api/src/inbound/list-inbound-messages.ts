import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import { instantFaults } from '../http/instant.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { type Page, paged, type PageRequest, readPageRequest, toPage } from '../http/page.ts'
import type { PersonalView, WithView } from '../pii/personal-view.ts'
import type { InboundMessageItem, ListInboundMessages } from './routes.ts'

/** @throws {AppError} `invalid_input` for a cursor that no page returned, or a time that cannot be */
export async function listInboundMessages(
  ctx: WithView & { readonly db: Db },
  { limit, sort, cursor, ...filter }: ListInboundMessages,
): Promise<Page<InboundMessageItem>> {
  throwIfInvalid(instantFaults(filter, ['since']))
  const page = readPageRequest('inbound_messages', { limit, sort, cursor }, filter)
  return toPage(await findRows(ctx.db, filter, page), page, (row) => present(row, ctx.view))
}

type Row = Omit<InboundMessageItem, 'written_at' | 'received_at'> & {
  readonly written_at: Temporal.Instant
  readonly received_at: Temporal.Instant
}

function findRows(
  db: Db,
  { since, preference, registered }: Pick<ListInboundMessages, 'since' | 'preference' | 'registered'>,
  page: PageRequest,
): Promise<Row[]> {
  let query = db
    .selectFrom('inbound_messages')
    .select(['id', 'type', 'text', 'preference', 'effect', 'delivery_id', 'written_at', 'received_at'])
    .select([
      sql<string | null>`coalesce(phone_number, user_id)`.as('from'),
      person<string>('id').as('registration_id'),
      person<string>('full_name').as('full_name'),
    ])
  if (since !== undefined)
    query = query.where('received_at', '>=', sql<Temporal.Instant>`${since}::timestamptz`)
  if (preference !== undefined) query = query.where('preference', '=', preference)
  if (registered !== undefined)
    query = query.where(sql<boolean>`(${person('id')} is not null) = ${registered}::boolean`)
  return paged(query, page).execute()
}

/** Of the first registration of the number. */
function person<Value>(column: 'id' | 'full_name') {
  return sql<Value | null>`(
    select r.${sql.ref(column)} from registrations r
    where r.phone_number = inbound_messages.phone_number and r.status = 'active' order by r.id limit 1
  )`
}

function present({ written_at, received_at, ...row }: Row, view: PersonalView): InboundMessageItem {
  const shown = { from: view.phoneNumber(row.from), text: view.text(row.text) }
  return { ...row, ...shown, written_at: written_at.toString(), received_at: received_at.toString() }
}
