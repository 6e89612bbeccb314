import type { Db } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { type Selectable, sql } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'
import type { ListAuditLog } from './schemas.ts'

export type AuditRow = Selectable<Tables['audit_log']>
export type AuditFilter = Omit<ListAuditLog, 'limit' | 'sort' | 'cursor'>

export function findAuditRows(db: Db, filter: AuditFilter, page: PageRequest): Promise<AuditRow[]> {
  const { from, to, ...equal } = filter
  let query = db.selectFrom('audit_log').selectAll()
  for (const column of ['actor', 'action', 'subject_type', 'subject_id', 'request_id'] as const) {
    const value = equal[column]
    if (value !== undefined) query = query.where(column, '=', value)
  }
  if (from !== undefined) query = query.where('at', '>=', sql<Temporal.Instant>`${from}::timestamptz`)
  if (to !== undefined) query = query.where('at', '<', sql<Temporal.Instant>`${to}::timestamptz`)
  return paged(query, page).execute()
}
