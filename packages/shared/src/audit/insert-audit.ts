import type { Db } from '../db/client.ts'
import { sql } from 'kysely'
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
  await sql`
    insert into audit_log (id, actor, api_key_id, action, subject_type, subject_id, request_id, details)
    values (${randomUUIDv7()}, ${record.actor}, ${record.api_key_id}, ${record.action}, ${record.subject_type},
      ${record.subject_id}, ${record.request_id}, ${JSON.stringify(record.details)})`.execute(db)
}
