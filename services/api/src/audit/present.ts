import type { AuditRow } from './queries.ts'
import type { AuditEntry } from './schemas.ts'

export function presentAuditEntry(row: AuditRow): AuditEntry {
  return { ...row, at: row.at.toString() }
}
