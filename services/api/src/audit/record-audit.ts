import type { AuditAction, AuditSubject } from '@dutybell/shared/audit/actions'
import { type AuditRecord, insertAudit } from '@dutybell/shared/audit/insert-audit'
import type { Tx } from '@dutybell/shared/db/client'
import type { Actor } from './actor.ts'

export interface Act {
  readonly action: AuditAction
  readonly subject_type: AuditSubject
  /** Absent where there are many subjects. */
  readonly subject_id?: string
  /** Ids, counts and names of fields; never personal data, because an erasure does not touch this table. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Inserts an audit entry; call it in the transaction of the change. */
export async function recordAudit(tx: Tx, actor: Actor, act: Act): Promise<void> {
  await insertAudit(tx, { ...auditRecord(actor, act), subject_id: act.subject_id ?? null })
}

export function auditRecord(actor: Actor, act: Omit<Act, 'subject_id'>): Omit<AuditRecord, 'subject_id'> {
  return {
    actor: actor.name,
    api_key_id: actor.api_key_id,
    request_id: actor.request_id,
    action: act.action,
    subject_type: act.subject_type,
    details: { ...act.details, ...(actor.via === undefined ? {} : { via: actor.via }) },
  }
}
