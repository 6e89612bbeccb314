import type { Db } from '../db/client.ts'
import { type RawBuilder, sql } from 'kysely'
import { randomUUIDv7 } from 'node:crypto'
import type { AuditAction, AuditSubject } from './actions.ts'

export interface AuditRecord {
  readonly actor: string
  /** Null for a key of ADMIN_API_KEYS and for a command. */
  readonly api_key_id: string | null
  readonly request_id: string | null
  readonly action: AuditAction
  readonly subject_type: AuditSubject
  /** Null where it is many. */
  readonly subject_id: string | null
  /** Ids, counts and names of fields; never personal data, because an erasure does not touch this table. */
  readonly details: Readonly<Record<string, unknown>>
}

export async function insertAudit(db: Db, record: AuditRecord): Promise<void> {
  await auditing(record, sql`select ${record.subject_id}::text as subject_id`).execute(db)
}

/** The statement, as a CTE of the one that makes the subject: at most one row, with the `subject_id` that `subject` selects. */
function auditing(
  record: Omit<AuditRecord, 'subject_id'>,
  subject: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    insert into audit_log (id, actor, api_key_id, action, subject_type, subject_id, request_id, details)
    select ${randomUUIDv7()}::uuid, ${record.actor}::text, ${record.api_key_id}::uuid, ${record.action}::text,
      ${record.subject_type}::text, s.subject_id, ${record.request_id}::text, ${JSON.stringify(record.details)}::jsonb
    from (${subject}) s`
}
