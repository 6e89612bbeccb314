import type { Db, Tx } from '@dutybell/shared/db/client'
import { isUniqueViolation } from '@dutybell/shared/db/failures'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Actor, WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { type IfMatch, requireMatch } from '../http/etag.ts'
import { readName } from './create-duty-time.ts'
import { dutyTimeExists, dutyTimeNotFound } from './failures.ts'
import { presentFields } from './present.ts'
import {
  type DutyTimeRow,
  findDutyTimeId,
  isAssigned,
  lockDutyTime,
  relabelDutyAssignments,
  updateDutyTime,
} from './queries.ts'
import type { ChangeDutyTime } from './schemas.ts'

/**
 * Changes the given fields. Another name becomes the label of its duty assignments: nobody is told, and no version of a duty is
 * raised. The same values change nothing.
 *
 * @throws {AppError} `duty_time_not_found`, `precondition_failed`, `invalid_input`, `duty_time_exists` where the name is that of
 * another duty time or a label of duty assignments that belong to none
 */
export async function changeDutyTime(
  ctx: { readonly db: Db } & WithActor,
  id: string,
  { name, ...others }: ChangeDutyTime,
  if_match: IfMatch,
): Promise<DutyTimeRow> {
  const label = name === undefined ? undefined : readName(name)
  const change = { ...others, ...label }
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const before = await lockDutyTime(tx, id)
      if (before === undefined) throw dutyTimeNotFound()
      requireMatch(if_match, before)
      return changeIn(tx, ctx.actor, before, change)
    })
  } catch (error) {
    if (isUniqueViolation(error, 'duty_times_key_key')) {
      throw dutyTimeExists(label && (await findDutyTimeId(ctx.db, label.key)))
    }
    // Somebody got the free label while this one was renamed.
    if (isUniqueViolation(error, 'duty_assignments_registration_date_time_key'))
      throw dutyTimeExists(undefined)
    throw error
  }
}

async function changeIn(
  tx: Tx,
  actor: Actor,
  before: DutyTimeRow,
  change: Partial<DutyTimeRow>,
): Promise<DutyTimeRow> {
  const [was, is] = differences(presentFields(before), presentFields({ ...before, ...change }))
  if (Object.keys(is).length === 0) return before
  const changed = await updateDutyTime(tx, before.id, { ...before, ...change })
  if (changed.key !== before.key && (await isAssigned(tx, changed.key))) throw dutyTimeExists(undefined)
  const relabelled = await relabelDutyAssignments(tx, before.key, changed)
  await recordAudit(tx, actor, {
    action: 'duty_time.changed',
    subject_type: 'duty_time',
    subject_id: before.id,
    details: { from: was, to: is, version: changed.version, duty_assignments_relabelled: relabelled },
  })
  return changed
}

function differences<Fields extends object>(before: Fields, after: Fields): [object, object] {
  const differing = new Set(
    Object.entries(after).flatMap(([field, value]) => (value === Reflect.get(before, field) ? [] : [field])),
  )
  const pick = (fields: Fields) =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => differing.has(field)))
  return [pick(before), pick(after)]
}
