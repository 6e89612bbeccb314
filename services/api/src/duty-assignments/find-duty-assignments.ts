import type { Db } from '@dutybell/shared/db/client'
import { type RawBuilder, sql } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'
import { combinations, idsInRanges, rowsOf } from '../http/ranges.ts'
import type { DutyAssignmentRow } from './queries.ts'
import { DUTY_ASSIGNMENT_STATUSES } from './schemas.ts'

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
  const { values, where, is_by_id } = indexFor(filter)
  const columns = Object.keys(values)
  const wanted = columns.length === 0 ? sql`(select) wanted` : combinations(values)
  const ranges = { table: 'duty_assignments', where }
  const is_dated = dates.from !== undefined || dates.to !== undefined
  if (page.sort.endsWith('duty_date') || (is_by_id && !is_dated)) {
    return idsInRanges(page, { ...ranges, columns, wanted, dates })
  }
  return idsInRanges(page, {
    ...ranges,
    columns: [...columns, 'duty_date'],
    wanted: sql`(select * from ${wanted} cross join ${daysIn(dates)}) wanted`,
  })
}

/** The columns of the index that fits best, by their values, and the condition for the other columns. */
function indexFor({ status, duty_time_key, allotment }: Filter) {
  if (allotment === 'waiting' || allotment === 'told_elsewhere') {
    return {
      values: { allotment: [allotment] },
      where: sql<boolean>`listed.allotment <> 'published' and ${areEqual('listed', { status, duty_time_key })}`,
      is_by_id: false,
    }
  }
  const statuses = status === undefined ? DUTY_ASSIGNMENT_STATUSES : [status]
  const where = areEqual('listed', { allotment })
  if (duty_time_key !== undefined) {
    return { values: { status: statuses, duty_time_key: [duty_time_key] }, where, is_by_id: false }
  }
  return { values: status === undefined ? {} : { status: [status] }, where, is_by_id: true }
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
