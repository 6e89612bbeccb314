import type { Db } from '@dutybell/shared/db/client'
import { type RawBuilder, sql } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'
import { combinations, idsInRanges, rowsOf } from '../http/ranges.ts'
import type { DutyAssignmentRow } from './change-duties.ts'
import { ALLOTMENTS, DUTY_ASSIGNMENT_STATUSES } from './schemas.ts'

interface Columns {
  readonly status?: DutyAssignmentRow['status'] | undefined
  readonly duty_time_key?: string | undefined
  readonly allotment?: DutyAssignmentRow['allotment'] | undefined
}

interface Filter extends Columns {
  readonly registration_id: string | undefined
  readonly duty_date: string | undefined
  readonly duty_date_from: string | undefined
  readonly duty_date_to: string | undefined
}

interface Dates {
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Reads only the rows that a page may need, for every filter; `pnpm explain-reads` shows it. */
export async function findDutyAssignments(
  db: Db,
  filter: Filter,
  page: PageRequest,
): Promise<DutyAssignmentRow[]> {
  const { registration_id, status, duty_time_key, allotment } = filter
  const dates = datesOf(filter)
  if (registration_id !== undefined) return findOfPerson(db, filter, dates, page)
  const is_dated = dates.from !== undefined || dates.to !== undefined
  if (!is_dated && status === undefined && duty_time_key === undefined && allotment === undefined) {
    return paged(db.selectFrom('duty_assignments').selectAll(), page).execute()
  }
  const { rows } = await rowsOf<DutyAssignmentRow>(
    page,
    'duty_assignments',
    idsOf(filter, dates, page),
  ).execute(db)
  return rows
}

/** A date and a range are combined where both are given. */
function datesOf({ duty_date, duty_date_from, duty_date_to }: Filter): Dates {
  if (duty_date === undefined) return { from: duty_date_from, to: duty_date_to }
  const from = duty_date_from !== undefined && duty_date_from > duty_date ? duty_date_from : duty_date
  const to = duty_date_to !== undefined && duty_date_to < duty_date ? duty_date_to : duty_date
  return { from, to }
}

/** Duties of one person are few, so read them all; "offset 0" keeps the planner from other indexes. */
function findOfPerson(
  db: Db,
  { registration_id, status, duty_time_key, allotment }: Filter,
  dates: Dates,
  page: PageRequest,
): Promise<DutyAssignmentRow[]> {
  const duties = sql<DutyAssignmentRow>`(
    select * from duty_assignments where registration_id = ${registration_id}::uuid offset 0)`
  let query = db
    .selectFrom(duties.as('duty_assignments'))
    .selectAll()
    .where(areEqual('duty_assignments', { status, duty_time_key, allotment }))
  if (dates.from !== undefined) query = query.where(sql<boolean>`duty_date >= ${dates.from}::date`)
  if (dates.to !== undefined) query = query.where(sql<boolean>`duty_date <= ${dates.to}::date`)
  return paged(query, page).execute()
}

/** In the order of creation, an index by date is read day by day: of each day as many rows as the page may need. */
function idsOf(filter: Filter, dates: Dates, page: PageRequest): RawBuilder<unknown> {
  const { status, duty_time_key, allotment } = filter
  const is_dated = dates.from !== undefined || dates.to !== undefined
  const by_date = page.sort.endsWith('duty_date')
  const table = 'duty_assignments'
  if (!by_date && !is_dated && duty_time_key === undefined && allotment === undefined) {
    const values = combinations({ status: status === undefined ? DUTY_ASSIGNMENT_STATUSES : [status] })
    return idsInRanges(page, { table, columns: ['status'], wanted: values })
  }
  const values = indexedValues(filter)
  const columns = Object.keys(values)
  const wanted = columns.length === 0 ? sql`(select) wanted` : combinations(values)
  const where = areEqual('listed', duty_time_key === undefined ? {} : { allotment })
  if (by_date) return idsInRanges(page, { table, columns, wanted, where, dates })
  const of_days = sql`(select * from ${wanted} cross join ${daysIn(dates)}) wanted`
  return idsInRanges(page, { table, columns: [...columns, 'duty_date'], wanted: of_days, where })
}

/** The columns before the date in the index that fits, with the values to read. */
function indexedValues({ status, duty_time_key, allotment }: Filter): Record<string, readonly string[]> {
  const statuses = status === undefined ? DUTY_ASSIGNMENT_STATUSES : [status]
  if (duty_time_key !== undefined) return { status: statuses, duty_time_key: [duty_time_key] }
  if (status === undefined && allotment === undefined) return {}
  return { status: statuses, allotment: allotment === undefined ? ALLOTMENTS : [allotment] }
}

function areEqual(table: string, columns: Columns): RawBuilder<boolean> {
  const conditions = Object.entries(columns).flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${sql.ref(`${table}.${column}`)} = ${value}`],
  )
  return sql.join([sql`true`, ...conditions], sql` and `)
}

/** The days with duties; each is found in the index after the previous one. */
function daysIn({ from = '-infinity', to = 'infinity' }: Dates): RawBuilder<unknown> {
  return sql`(
    with recursive day as (
      select min(duty_date) as duty_date from duty_assignments where duty_date >= ${from}::date
      union all
      select (select min(later.duty_date) from duty_assignments later where later.duty_date > day.duty_date)
      from day where day.duty_date < ${to}::date
    )
    select duty_date from day where duty_date <= ${to}::date
  ) days`
}
