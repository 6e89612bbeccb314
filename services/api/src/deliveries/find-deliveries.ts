import type { Db } from '@dutybell/shared/db/client'
import type { DeliveryState } from '@dutybell/shared/db/vocabulary'
import { ofRegistration } from '@dutybell/shared/outbox/of-registration'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { type RawBuilder, sql } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'
import { combinations, idsInRanges, rowsOf } from '../http/ranges.ts'
import type { DeliveryRow } from './queries.ts'
import type { ListDeliveries } from './schemas.ts'

type Filter = Omit<ListDeliveries, 'limit' | 'sort' | 'cursor'>

const LISTED = ['in_doubt', 'held', 'done', 'failed', 'expired', 'cancelled']
const NOT_LISTED = ['pending', 'sending']

/** Reads few more rows than a page needs, for every filter; `pnpm explain-reads` shows it. */
export async function findDeliveries(db: Db, filter: Filter, page: PageRequest): Promise<DeliveryRow[]> {
  const ids = idsOf(filter, page)
  if (ids === undefined) return paged(db.selectFrom('deliveries').selectAll(), page).execute()
  const { rows } = await rowsOf<DeliveryRow>(page, 'deliveries', ids).execute(db)
  return rows
}

function idsOf(filter: Filter, page: PageRequest): RawBuilder<unknown> | undefined {
  const { registration_id, duty_assignment_id, error_code, state, channel, template } = filter
  if (registration_id !== undefined || duty_assignment_id !== undefined) {
    return idsAmong(fewOf(filter), filter, page)
  }
  if (error_code !== undefined) {
    return idsInRanges(page, {
      table: 'deliveries',
      columns: ['last_error_code'],
      wanted: combinations({ last_error_code: [error_code] }),
      where: sql`listed.last_error_code is not null and ${conditionsOn('listed', filter)}`,
    })
  }
  if (state === undefined && channel === undefined && template === undefined) return undefined
  const queue_states = state === undefined ? [...NOT_LISTED, ...LISTED] : [queueState(state)]
  const listed = queue_states.filter((name) => LISTED.includes(name))
  const queued = queue_states.filter((name) => NOT_LISTED.includes(name))
  const parts = queued.map(
    (name) => sql`
      select queued.id from find_queued(${name}, ${channel ?? null}, ${template ?? null}) queued(id)
      where true${beyond('queued', page)}`,
  )
  if (listed.length > 0) {
    parts.push(
      idsInRanges(page, {
        table: 'deliveries',
        columns: ['queue_state', 'template'],
        wanted: combinations({
          queue_state: listed,
          template: template === undefined ? TEMPLATE_NAMES : [template],
        }),
        where: sql`listed.queue_state not in ('pending', 'sending') and ${conditionsOn('listed', filter)}`,
      }),
    )
  }
  return sql.join(parts, sql` union all `)
}

function idsAmong(few: RawBuilder<unknown>, filter: Filter, page: PageRequest): RawBuilder<unknown> {
  return sql`select few.id from (${few}) few where ${conditionsOn('few', filter)}${beyond('few', page)}`
}

function beyond(table: string, { after, sort }: PageRequest): RawBuilder<unknown> {
  if (after === undefined) return sql``
  return sql` and ${sql.ref(`${table}.id`)} ${sort.startsWith('-') ? sql`<` : sql`>`} ${after.id}::uuid`
}

/** The deliveries of one person or duty: "offset 0" keeps the planner from scanning the primary key for them. */
function fewOf({ registration_id, duty_assignment_id }: Filter): RawBuilder<unknown> {
  if (duty_assignment_id === undefined) {
    return sql`select * from deliveries where ${ofRegistration(registration_id ?? '')} offset 0`
  }
  return sql`
    select d.* from (
      select e.outbox_id from outbox_duty_assignments e where e.duty_assignment_id = ${duty_assignment_id}::uuid offset 0
    ) told cross join lateral (select * from deliveries where deliveries.outbox_id = told.outbox_id offset 0) d`
}

function conditionsOn(table: string, filter: Filter): RawBuilder<boolean> {
  const { registration_id, error_code, state, channel, template } = filter
  const values = { registration_id, last_error_code: error_code, state, channel, template }
  const conditions = Object.entries(values).flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${sql.ref(`${table}.${column}`)} = ${value}`],
  )
  return sql.join([sql`true`, ...conditions], sql` and `)
}

/** The value of the column that the indexes name. */
function queueState(state: DeliveryState): string {
  return ['accepted', 'sent', 'delivered', 'read'].includes(state) ? 'done' : state
}
