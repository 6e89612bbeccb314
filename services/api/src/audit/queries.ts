import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from '@dutybell/shared/audit/actions'
import type { Db } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import { idsBetween } from '../http/id-range.ts'
import { paged, type PageRequest } from '../http/page.ts'
import { combinations, idsInRanges, rowsOf } from '../http/ranges.ts'
import type { ListAuditLog } from './schemas.ts'

export type AuditRow = Selectable<Tables['audit_log']>
export type AuditFilter = Omit<ListAuditLog, 'limit' | 'sort' | 'cursor'>

/** Reads only the rows that a page may need, for every filter; `pnpm explain-reads` shows it. */
export async function findAuditRows(db: Db, filter: AuditFilter, page: PageRequest): Promise<AuditRow[]> {
  if (filter.subject_id !== undefined || filter.request_id !== undefined) return findOfFew(db, filter, page)
  const ids = idsInRanges(page, { table: 'audit_log', ...valuesOf(filter), ...periodOf(filter) })
  const { rows } = await rowsOf<AuditRow>(page, 'audit_log', ids).execute(db)
  return rows
}

function valuesOf({ actor, action, subject_type }: AuditFilter) {
  if (actor === undefined && action === undefined && subject_type === undefined) {
    return { columns: [], wanted: sql`(select) wanted` }
  }
  const values = {
    ...(actor === undefined ? {} : { actor: [actor] }),
    action: action === undefined ? AUDIT_ACTIONS : [action],
    subject_type: subject_type === undefined ? AUDIT_SUBJECTS : [subject_type],
  }
  return { columns: Object.keys(values), wanted: combinations(values) }
}

function periodOf(filter: AuditFilter) {
  if (filter.from === undefined && filter.to === undefined) return {}
  return { ids: idsBetween(filter.from, filter.to), where: withinTime(filter) }
}

/** Entries for one subject or request are few, so read them all; "offset 0" keeps the planner from another index. */
function findOfFew(db: Db, filter: AuditFilter, page: PageRequest): Promise<AuditRow[]> {
  const { subject_id, request_id, subject_type, actor, action } = filter
  const few =
    request_id === undefined
      ? sql`subject_id = ${subject_id} and subject_type = any (${subject_type === undefined ? [...AUDIT_SUBJECTS] : [subject_type]})`
      : sql`request_id = ${request_id}`
  const rows = sql<AuditRow>`(select * from audit_log where ${few} offset 0)`
  let query = db.selectFrom(rows.as('listed')).selectAll().where(withinTime(filter))
  for (const [column, value] of Object.entries({ subject_id, subject_type, actor, action })) {
    if (value !== undefined) query = query.where(sql.ref(column), '=', value)
  }
  return paged(query, page).execute()
}

function withinTime({ from = '-infinity', to = 'infinity' }: AuditFilter): RawBuilder<boolean> {
  return sql`listed.at >= ${from}::timestamptz and listed.at < ${to}::timestamptz`
}
