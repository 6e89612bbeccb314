import type { WithActor } from '../audit/actor.ts'
import { type IfMatch, versionsOf } from '../http/etag.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { dutyColumns, soleOf, type WrittenDuty } from './assign-duties.ts'
import { type AssigningContext, changeDuties } from './change-duties.ts'
import { overrideColumn, readDutyChange } from './read-duty.ts'
import type { MoveDutyAssignment } from './schemas.ts'

/**
 * Gives a duty another date or time: a new version. Unsent messages of the old one are withdrawn, and who was told of it is corrected.
 * The same date and time change nothing.
 *
 * @throws {AppError} `invalid_input`, and the refusals of `refusalOf`
 */
export async function moveDutyAssignment(
  ctx: AssigningContext & WithActor,
  id: string,
  input: MoveDutyAssignment,
  { traceparent, if_match }: { traceparent: string | null; if_match: IfMatch },
): Promise<WrittenDuty> {
  if (input.duty_date === undefined && input.duty_time === undefined) {
    throwIfInvalid([{ pointer: '/duty_date', detail: 'Give the new duty_date, or the new duty_time.' }])
  }
  const move = {
    kind: 'move' as const,
    duty_assignment_id: id,
    ...versionsOf(if_match),
    ...dutyColumns(readDutyChange(input), ctx.time_zone),
    ...overrideColumn(input),
    ended_by: 'moved' as const,
  }
  return soleOf(await changeDuties(ctx, [move], { traceparent }))
}
