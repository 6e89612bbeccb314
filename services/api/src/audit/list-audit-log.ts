import type { Db } from '@dutybell/shared/db/client'
import { isInstant } from '../http/instant.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { type Page, readPageRequest, toPage } from '../http/page.ts'
import { type AuditRow, findAuditRows } from './queries.ts'
import type { AuditEntry, ListAuditLog } from './schemas.ts'

/** @throws {AppError} `invalid_input` for a cursor that no page returned, or a time that cannot be */
export async function listAuditLog(
  ctx: { readonly db: Db },
  { limit, sort, cursor, ...filter }: ListAuditLog,
): Promise<Page<AuditEntry>> {
  const times = (['from', 'to'] as const).filter((name) => !isInstant(filter[name]))
  throwIfInvalid(
    times.map((name) => ({
      pointer: `/${name}`,
      detail: 'Give an instant with its zone, such as 2026-03-14T12:30:00Z.',
    })),
  )
  const page = readPageRequest('audit_log', { limit, sort, cursor }, filter)
  return toPage(await findAuditRows(ctx.db, filter, page), page, presentAuditEntry)
}

function presentAuditEntry(row: AuditRow): AuditEntry {
  return { ...row, at: row.at.toString() }
}
