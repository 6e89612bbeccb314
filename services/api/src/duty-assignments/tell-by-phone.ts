import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { AppError } from '@dutybell/shared/errors'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import { sql } from 'kysely'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { etagOf, requireMatch } from '../http/etag.ts'
import type { DutyAssignmentRow } from './change-duties.ts'
import { dutyAssignmentNotFound } from './failures.ts'
import type { ToldByPhone } from './phone-routes.ts'
import { findDutyAssignment } from './queries.ts'
import { readWords } from './read-duty.ts'

export interface TellContext {
  readonly db: Db
  readonly waker: Wakes
}

/**
 * Notes that a coordinator told a person the present version of a duty. A repeat keeps the time of the first.
 *
 * @throws {AppError} `invalid_input`, `duty_assignment_not_found`, `precondition_failed`, `registration_erased`
 */
export async function tellByPhone(
  ctx: TellContext & WithActor,
  id: string,
  { version, note }: ToldByPhone,
): Promise<DutyAssignmentRow> {
  const words = note === undefined ? null : readWords('/note', note)
  return inTransaction(ctx.db, async (tx) => {
    const { registration_id } = (await findDutyAssignment(tx, id)) ?? {}
    if (registration_id === undefined) throw dutyAssignmentNotFound(id)
    const person = await tx
      .selectFrom('registrations')
      .select('status')
      .where('id', '=', registration_id)
      .forShare()
      .executeTakeFirstOrThrow()
    const duty = await tx
      .selectFrom('duty_assignments')
      .selectAll()
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow()
    if (person.status !== 'active') {
      throw new AppError('registration_erased', 'The person was erased: there is nobody to tell.')
    }
    requireMatch(etagOf(version), duty)
    const { numUpdatedRows } = await tx
      .updateTable('duty_assignment_versions')
      .set({
        told_by_phone_at: sql`coalesce(told_by_phone_at, clock_timestamp())`,
        told_by_phone_note: sql`coalesce(${words}, told_by_phone_note)`,
      })
      .where('duty_assignment_id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw new Error('Each version of a duty has its row.')
    await recordAudit(tx, ctx.actor, {
      action: 'duty_assignment.told_by_phone',
      subject_type: 'duty_assignment',
      subject_id: id,
      details: { version },
    })
    return duty
  })
}
