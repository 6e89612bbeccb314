import type { Db } from '@dutybell/shared/db/client'
import { type RawBuilder, sql } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'
import { combinations, idsInRanges, rowsOf } from '../http/ranges.ts'
import type { DutyAssignmentRow } from './queries.ts'

interface Filter {
  readonly registration_id: string | undefined
  readonly duty_date: string | undefined
  readonly duty_date_from: string | undefined
  readonly duty_date_to: string | undefined
  readonly status: DutyAssignmentRow['status'] | undefined
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
  const { registration_id, status } = filter
  const dates = datesOf(filter)
  const is_dated = dates.from !== undefined || dates.to !== undefined
  const by_date = page.sort.endsWith('duty_date')
  if (registration_id !== undefined) return findOfPerson(db, registration_id, { status, dates }, page)
  if (status === undefined && !is_dated) {
    return paged(db.selectFrom('duty_assignments').selectAll(), page).execute()
  }
  const ids = by_date || !is_dated ? idsByStatus(status, dates, page) : idsByDay(status, dates, page)
  const { rows } = await rowsOf<DutyAssignmentRow>(page, 'duty_assignments', ids).execute(db)
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
  registration_id: string,
  { status, dates }: { status: DutyAssignmentRow['status'] | undefined; dates: Dates },
  page: PageRequest,
): Promise<DutyAssignmentRow[]> {
  const duties = sql<DutyAssignmentRow>`(
    select * from duty_assignments where registration_id = ${registration_id}::uuid offset 0)`
  let query = db.selectFrom(duties.as('duty_assignments')).selectAll()
  if (status !== undefined) query = query.where('status', '=', status)
  if (dates.from !== undefined) query = query.where(sql<boolean>`duty_date >= ${dates.from}::date`)
  if (dates.to !== undefined) query = query.where(sql<boolean>`duty_date <= ${dates.to}::date`)
  return paged(query, page).execute()
}

function idsByStatus(status: DutyAssignmentRow['status'] | undefined, dates: Dates, page: PageRequest) {
  return idsInRanges(page, {
    table: 'duty_assignments',
    columns: status === undefined ? [] : ['status'],
    wanted: status === undefined ? sql`(select) wanted` : combinations({ status: [status] }),
    dates,
  })
}

/** In the order of creation, of some days: of each day as many rows as the page may need. */
function idsByDay(
  status: DutyAssignmentRow['status'] | undefined,
  dates: Dates,
  page: PageRequest,
): RawBuilder<unknown> {
  const wanted =
    status === undefined
      ? daysIn(dates)
      : sql`(select ${status}::text as status, * from ${daysIn(dates)}) wanted`
  const columns = status === undefined ? ['duty_date'] : ['status', 'duty_date']
  return idsInRanges(page, { table: 'duty_assignments', columns, wanted })
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
  ) wanted`
}
