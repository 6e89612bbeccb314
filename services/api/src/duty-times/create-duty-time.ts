import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { dutyTimeKey, normaliseDutyTime } from '@dutybell/shared/people/duty-time'
import { randomUUIDv7 } from 'node:crypto'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { dutyTimeExists } from './failures.ts'
import { presentFields } from './present.ts'
import { type DutyTimeRow, findDutyTimeId, insertDutyTime, relabelDutyAssignments } from './queries.ts'
import type { CreateDutyTime } from './schemas.ts'

/**
 * Creates a duty time. Duty assignments whose label has the same key belong to it from then on, and get its spelling.
 *
 * @throws {AppError} `invalid_input`, `duty_time_exists`
 */
export async function createDutyTime(
  ctx: { readonly db: Db } & WithActor,
  { name: typed, starts_at = null, ends_at = null, places = null, position }: CreateDutyTime,
): Promise<DutyTimeRow> {
  const label = readName(typed)
  return inTransaction(ctx.db, async (tx) => {
    const row = { id: randomUUIDv7(), ...label, starts_at, ends_at, places, position }
    const created = await insertDutyTime(tx, row)
    if (created === undefined) throw dutyTimeExists(await findDutyTimeId(tx, label.key))
    const relabelled = await relabelDutyAssignments(tx, label.key, label)
    await recordAudit(tx, ctx.actor, {
      action: 'duty_time.created',
      subject_type: 'duty_time',
      subject_id: created.id,
      details: { ...presentFields(created), duty_assignments_relabelled: relabelled },
    })
    return created
  })
}

/** @throws {AppError} `invalid_input` */
export function readName(typed: string): { name: string; key: string } {
  const normalised = normaliseDutyTime(typed)
  if (normalised.ok) return { name: normalised.duty_time, key: dutyTimeKey(normalised.duty_time) }
  const { fault: detail, code } = normalised
  throwIfInvalid([{ pointer: '/name', detail, code }])
  throw new Error('A name is either returned or rejected.')
}
