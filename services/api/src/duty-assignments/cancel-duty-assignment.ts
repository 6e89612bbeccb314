import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { AppError } from '@dutybell/shared/errors'
import type { WithActor } from '../audit/actor.ts'
import { type IfMatch, versionsOf } from '../http/etag.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { soleOf, type WrittenDuty } from './assign-duties.ts'
import { type AssigningContext, changeDuties, type Telling } from './change-duties.ts'
import { findAssignedOn } from './queries.ts'
import { readKey, requireDate } from './read-duty.ts'
import type { CancelDutyAssignments } from './change-schemas.ts'

/**
 * Cancels a duty: unsent messages are withdrawn, and who was told of it is corrected. A second cancellation changes nothing.
 *
 * @throws {AppError} `duty_assignment_not_found`, `precondition_failed`
 */
export async function cancelDutyAssignment(
  ctx: AssigningContext & WithActor,
  id: string,
  { traceparent, if_match }: { traceparent: string | null; if_match: IfMatch },
): Promise<WrittenDuty> {
  const cancellation = {
    kind: 'cancel' as const,
    duty_assignment_id: id,
    ...versionsOf(if_match),
    ended_by: 'cancelled' as const,
  }
  return soleOf(await changeDuties(ctx, [cancellation], { traceparent }))
}

export interface CancelledNight {
  readonly dry_run: boolean
  readonly matched: number
  readonly cancelled: number
  readonly told: readonly Telling[]
}

/**
 * Cancels all duties of a day, or of one duty time of it: all, or none where their number is not the expected one.
 *
 * @throws {AppError} `invalid_input`, `expected_count_differs`
 */
export async function cancelNight(
  ctx: AssigningContext & WithActor,
  input: CancelDutyAssignments,
  traceparent: string | null,
): Promise<CancelledNight> {
  const { dry_run = false, expected_count } = input
  if (!dry_run && expected_count === undefined) {
    const detail = 'Give the number of duties that a dry run matched: with another number nothing is done.'
    throwIfInvalid([{ pointer: '/expected_count', detail }])
  }
  const date = requireDate('duty_date', input.duty_date)
  const key = readKey(input.duty_time)
  const waker = { wake: () => undefined } // after the commit
  const night = await inTransaction(ctx.db, async (tx) => {
    const duties = await findAssignedOn(tx, date, key)
    const cancellations = duties.map(({ id, version }) => ({
      kind: 'cancel' as const,
      duty_assignment_id: id,
      expected_versions: [version], // it may be moved to another day before it is locked
      ended_by: 'cancelled' as const,
    }))
    const changed = await changeDuties({ ...ctx, db: tx, waker }, cancellations, { dry_run, traceparent })
    const matched = changed.filter(({ outcome }) => outcome === null)
    const was_changed = !dry_run && changed.some(({ outcome }) => outcome === 'precondition_failed')
    if (was_changed || (expected_count !== undefined && expected_count !== matched.length)) {
      const cause = was_changed
        ? 'A duty of the day was changed at the same time'
        : `${matched.length} duties match, not ${expected_count}`
      throw new AppError(
        'expected_count_differs',
        `${cause}: nothing was cancelled. Make a dry run and give its number.`,
      )
    }
    const told = matched.flatMap((duty) => duty.told)
    return { dry_run, matched: matched.length, cancelled: dry_run ? 0 : matched.length, told }
  })
  if (!dry_run) ctx.waker.wake('drain_outbox')
  return night
}
