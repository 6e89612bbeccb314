import type { Db } from '@dutybell/shared/db/client'
import type { DeliveryState } from '@dutybell/shared/db/vocabulary'
import { ofRegistration } from '@dutybell/shared/outbox/of-registration'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { type RawBuilder, sql } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'
import { idsBetween } from '../http/id-range.ts'
import { combinations, idsInRanges, rowsOf } from '../http/ranges.ts'
import type { DeliveryRow } from './queries.ts'
import type { ListDeliveries } from './schemas.ts'

type Filter = Omit<ListDeliveries, 'limit' | 'sort' | 'cursor'>

const LISTED = ['done', 'failed', 'expired', 'cancelled']
const UNFINISHED = ['pending', 'sending', 'in_doubt', 'held']

/** Reads few more rows than a page needs, for every filter; `pnpm explain-reads` shows it. */
export async function findDeliveries(db: Db, filter: Filter, page: PageRequest): Promise<DeliveryRow[]> {
  const ids = idsOf(filter, page)
  if (ids === undefined) return paged(db.selectFrom('deliveries').selectAll(), page).execute()
  const { rows } = await rowsOf<DeliveryRow>(page, 'deliveries', ids).execute(db)
  return rows
}

function idsOf(filter: Filter, page: PageRequest): RawBuilder<unknown> | undefined {
  const { registration_id, duty_assignment_id, duty_date, error_code, reason, state, channel, template } =
    filter
  if (registration_id !== undefined || duty_assignment_id !== undefined || duty_date !== undefined) {
    return idsAmong(fewOf(filter), filter, page)
  }
  const ids = idsBetween(filter.created_from, filter.created_to)
  const idsWith = (column: string, value: string, indexed: RawBuilder<boolean>) =>
    idsInRanges(page, {
      ids,
      table: 'deliveries',
      columns: [column],
      wanted: combinations({ [column]: [value] }),
      where: sql`${sql.ref(`listed.${column}`)} is not null and ${indexed} and ${conditionsOn('listed', filter)}`,
    })
  if (error_code !== undefined) return idsWith('last_error_code', error_code, sql`true`)
  if (reason !== undefined) {
    const others = idsWith('reason', reason, sql`listed.queue_state <> 'held'`)
    return sql`${others} union all ${idsUnfinished('held', filter, page)}`
  }
  if (state === undefined && channel === undefined && template === undefined) {
    if (ids.low === undefined && ids.high === undefined) return undefined
    const where = conditionsOn('listed', filter)
    return idsInRanges(page, { ids, table: 'deliveries', columns: [], wanted: sql`(select) wanted`, where })
  }
  const queue_states = state === undefined ? [...UNFINISHED, ...LISTED] : [...new Set(state.map(queueState))]
  const listed = queue_states.filter((name) => LISTED.includes(name))
  const unfinished = queue_states.filter((name) => UNFINISHED.includes(name))
  const parts = unfinished.map((name) => idsUnfinished(name, filter, page))
  if (listed.length > 0) {
    parts.push(
      idsInRanges(page, {
        ids,
        table: 'deliveries',
        columns: ['queue_state', 'template'],
        wanted: combinations({
          queue_state: listed,
          template: template === undefined ? TEMPLATE_NAMES : [template],
        }),
        where: sql`listed.queue_state in ('done', 'failed', 'expired', 'cancelled') and ${conditionsOn('listed', filter)}`,
      }),
    )
  }
  return sql.join(parts, sql` union all `)
}

function idsUnfinished(queue_state: string, filter: Filter, page: PageRequest): RawBuilder<unknown> {
  const { channel = null, template = null, created_from, created_to, reason } = filter
  const is_found = created_from === undefined && created_to === undefined && reason === undefined
  const fits = is_found
    ? sql`true`
    : sql`exists (select from deliveries d where d.id = queued.id and ${conditionsOn('d', filter)})`
  return sql`
    select queued.id from find_queued(${queue_state}, ${channel}, ${template}) queued(id)
    where ${fits}${beyond('queued', page)}`
}

function idsAmong(few: RawBuilder<unknown>, filter: Filter, page: PageRequest): RawBuilder<unknown> {
  return sql`select few.id from (${few}) few where ${conditionsOn('few', filter)}${beyond('few', page)}`
}

function beyond(table: string, { after, sort }: PageRequest): RawBuilder<unknown> {
  if (after === undefined) return sql``
  return sql` and ${sql.ref(`${table}.id`)} ${sort.startsWith('-') ? sql`<` : sql`>`} ${after.id}::uuid`
}

/** The deliveries of one person, duty or date: "offset 0" keeps the planner from scanning the primary key for them. */
function fewOf({ registration_id, duty_assignment_id, duty_date }: Filter): RawBuilder<unknown> {
  if (registration_id !== undefined && duty_assignment_id === undefined) {
    return sql`select * from deliveries where ${ofRegistration(registration_id)} offset 0`
  }
  const events =
    duty_assignment_id === undefined
      ? sql`
        select distinct e.outbox_id
        from (select * from duty_assignment_versions where duty_date = ${duty_date}::date offset 0) v
        cross join lateral (
          select * from outbox_duty_assignments named
          where named.duty_assignment_id = v.duty_assignment_id and named.version = v.version offset 0
        ) e`
      : sql`select e.outbox_id from outbox_duty_assignments e where e.duty_assignment_id = ${duty_assignment_id}::uuid`
  return sql`
    select d.* from (${events} offset 0) told
    cross join lateral (select * from deliveries where deliveries.outbox_id = told.outbox_id offset 0) d`
}

function conditionsOn(table: string, filter: Filter): RawBuilder<boolean> {
  const { registration_id, duty_assignment_id, duty_date, error_code, reason, state, channel, template } =
    filter
  const values = { registration_id, last_error_code: error_code, reason, channel, template }
  const conditions = Object.entries(values).flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${sql.ref(`${table}.${column}`)} = ${value}`],
  )
  const column = (name: string) => sql.ref(`${table}.${name}`)
  if (state !== undefined) conditions.push(sql`${column('state')} = any (${[...state]}::text[])`)
  if (filter.created_from !== undefined)
    conditions.push(sql`${column('created_at')} >= ${filter.created_from}::timestamptz`)
  if (filter.created_to !== undefined)
    conditions.push(sql`${column('created_at')} < ${filter.created_to}::timestamptz`)
  const is_of_subject = registration_id !== undefined || duty_assignment_id !== undefined
  if (duty_date !== undefined && is_of_subject) {
    conditions.push(sql`exists (
      select from outbox_duty_assignments e
      join duty_assignment_versions v on v.duty_assignment_id = e.duty_assignment_id and v.version = e.version
      where e.outbox_id = ${column('outbox_id')} and v.duty_date = ${duty_date}::date
    )`)
  }
  return sql.join([sql`true`, ...conditions], sql` and `)
}

/** The value of the column that the indexes name. */
function queueState(state: DeliveryState): string {
  return ['accepted', 'sent', 'delivered', 'read'].includes(state) ? 'done' : state
}
