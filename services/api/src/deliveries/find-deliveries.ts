import type { Db } from '@dutybell/shared/db/client'
import { CHANNELS, DELIVERY_STATES } from '@dutybell/shared/db/vocabulary'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { type RawBuilder, sql } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'
import { combinations, idsInRanges, rowsOf } from '../http/ranges.ts'
import type { DeliveryRow } from './queries.ts'
import type { ListDeliveries } from './schemas.ts'

type Filter = Omit<ListDeliveries, 'limit' | 'sort' | 'cursor'>

/** Reads only the rows that a page may need, for every filter; `pnpm explain-reads` shows it. */
export async function findDeliveries(db: Db, filter: Filter, page: PageRequest): Promise<DeliveryRow[]> {
  const ids = idsOf(filter, page)
  if (ids === undefined) return paged(db.selectFrom('deliveries').selectAll(), page).execute()
  const { rows } = await rowsOf<DeliveryRow>(page, 'deliveries', ids).execute(db)
  return rows
}

function idsOf(filter: Filter, page: PageRequest): RawBuilder<unknown> | undefined {
  const { registration_id, duty_assignment_id, error_code, state, channel, template } = filter
  if (registration_id !== undefined || duty_assignment_id !== undefined) return idsOfFew(filter, page)
  const values = {
    state: state === undefined ? DELIVERY_STATES : [state],
    channel: channel === undefined ? CHANNELS : [channel],
    template: template === undefined ? TEMPLATE_NAMES : [template],
  }
  if (error_code !== undefined) {
    return idsInRanges(page, {
      table: 'deliveries',
      columns: ['last_error_code', 'state', 'channel', 'template'],
      wanted: combinations({ last_error_code: [error_code], ...values }),
      where: sql`listed.last_error_code is not null`,
    })
  }
  if (state === undefined && channel === undefined && template === undefined) return undefined
  if (state === 'sending') return idsOfFew(filter, page)
  const listed = idsInRanges(page, {
    table: 'deliveries',
    columns: ['state', 'channel', 'template'],
    wanted: combinations({ ...values, state: values.state.filter((name) => name !== 'sending') }),
    where: sql`listed.state <> 'sending'`,
  })
  return state === undefined
    ? sql`${listed} union all ${idsOfFew({ ...filter, state: 'sending' }, page)}`
    : listed
}

/** Deliveries of one person or duty, or those being sent, are few, so read them all. */
function idsOfFew(filter: Filter, page: PageRequest): RawBuilder<unknown> {
  const { registration_id, duty_assignment_id, error_code, state, channel, template } = filter
  const beyond = page.sort.startsWith('-') ? sql`<` : sql`>`
  const conditions = [
    sql`true`,
    ...(registration_id === undefined ? [] : [sql`few.registration_id = ${registration_id}`]),
    ...(state === undefined ? [] : [sql`few.state = ${state}`]),
    ...(channel === undefined ? [] : [sql`few.channel = ${channel}`]),
    ...(template === undefined ? [] : [sql`few.template = ${template}`]),
    ...(error_code === undefined ? [] : [sql`few.last_error_code = ${error_code}`]),
    ...(page.after === undefined ? [] : [sql`few.id ${beyond} ${page.after.id}::uuid`]),
  ]
  return sql`select few.id from (${fewest(registration_id, duty_assignment_id)}) few where ${sql.join(conditions, sql` and `)}`
}

/** "offset 0" keeps the planner from scanning the primary key for them. */
function fewest(
  registration_id: string | undefined,
  duty_assignment_id: string | undefined,
): RawBuilder<unknown> {
  if (duty_assignment_id !== undefined) {
    return sql`
      select d.* from (
        select e.outbox_id from outbox_duty_assignments e where e.duty_assignment_id = ${duty_assignment_id}::uuid offset 0
      ) told cross join lateral (select * from deliveries where deliveries.outbox_id = told.outbox_id offset 0) d`
  }
  if (registration_id !== undefined) {
    return sql`select * from deliveries where registration_id = ${registration_id}::uuid offset 0`
  }
  return sql`select * from deliveries where state = 'sending' offset 0`
}
