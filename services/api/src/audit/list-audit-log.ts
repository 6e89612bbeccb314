import type { Db } from '@dutybell/shared/db/client'
import { instantFaults } from '../http/instant.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { type Page, readPageRequest, toPage } from '../http/page.ts'
import { type AuditRow, findAuditRows } from './queries.ts'
import type { AuditEntry, ListAuditLog } from './schemas.ts'

/** @throws {AppError} `invalid_input` for a cursor that no page returned, or a time that cannot be */
export async function listAuditLog(
  ctx: { readonly db: Db },
  { limit, sort, cursor, ...filter }: ListAuditLog,
): Promise<Page<AuditEntry>> {
  throwIfInvalid(instantFaults(filter, ['from', 'to']))
  const page = readPageRequest('audit_log', { limit, sort, cursor }, filter)
  return toPage(await findAuditRows(ctx.db, filter, page), page, presentAuditEntry)
}

function presentAuditEntry(row: AuditRow): AuditEntry {
  return { ...row, at: row.at.toString() }
}
