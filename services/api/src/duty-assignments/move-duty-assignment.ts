import { dutyDateText } from '@dutybell/shared/calendar/duty-date'
import { endOfDay } from '@dutybell/shared/calendar/duty-day'
import type { Tx } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import { isUniqueViolation } from '@dutybell/shared/db/failures'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { newEventIds, publish } from '@dutybell/shared/outbox/publish'
import { withdrawDuty } from '@dutybell/shared/outbox/withdraw'
import type { WithActor, Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { type IfMatch, requireMatch } from '../http/etag.ts'
import type { AssigningContext } from './create-duty-assignment.ts'
import {
  dutyAssignmentCancelled,
  dutyAssignmentExists,
  dutyAssignmentNotFound,
  dutyInThePast,
  registrationUnknown,
} from './failures.ts'
import {
  type DutyAssignmentRow,
  lockDutyAssignment,
  moveDutyAssignmentRow,
  lockRegistrationShared,
} from './queries.ts'
import { type Duty, readDutyChange } from './read-duty.ts'
import type { MoveDutyAssignment } from './schemas.ts'

/**
 * Moves a duty to another date or time: unsent deliveries of the old one are withdrawn, the new one is published. The same date
 * and time change nothing.
 *
 * @throws {AppError} `invalid_input`, `duty_assignment_not_found`, `duty_assignment_cancelled`, `duty_in_the_past`,
 * `duty_assignment_exists`, `precondition_failed`; `registration_unknown` where the person was erased
 */
export async function moveDutyAssignment(
  ctx: AssigningContext & WithActor,
  id: string,
  input: MoveDutyAssignment,
  { traceparent, if_match }: { traceparent: string | null; if_match: IfMatch },
): Promise<DutyAssignmentRow> {
  const change = readDutyChange(input)
  try {
    const moved = await inTransaction(ctx.db, async (tx) => {
      const before = await lockDutyAssignment(tx, id)
      if (before === undefined) throw dutyAssignmentNotFound()
      requireMatch(if_match, before)
      if (before.status === 'cancelled') throw dutyAssignmentCancelled()
      const duty = { date: before.duty_date, time: before.duty_time, ...change }
      if (duty.date.equals(before.duty_date) && duty.time === before.duty_time) return before
      return moveIn(tx, {
        before,
        duty,
        day_ends_at: endOfDay(duty.date, ctx.time_zone),
        traceparent,
        actor: ctx.actor,
      })
    })
    ctx.waker.wake('drain_outbox')
    return moved
  } catch (error) {
    if (isUniqueViolation(error, 'duty_assignments_registration_date_time_key')) throw dutyAssignmentExists()
    throw error
  }
}

async function moveIn(
  tx: Tx,
  move: {
    before: DutyAssignmentRow
    duty: Duty
    day_ends_at: Temporal.Instant
    traceparent: string | null
    actor: Actor
  },
): Promise<DutyAssignmentRow> {
  const { before, duty, day_ends_at } = move
  if (Temporal.Instant.compare(await databaseNow(tx), day_ends_at) >= 0) throw dutyInThePast(duty.date)
  const person = await lockRegistrationShared(tx, before.registration_id)
  if (person === undefined) throw registrationUnknown()
  const moved = await moveDutyAssignmentRow(tx, before.id, duty)
  await withdrawDuty(tx, moved, 'duty_moved')
  await publish(tx, [
    {
      ...newEventIds(),
      aggregatetype: 'duty_assignment',
      aggregateid: moved.id,
      type: 'duty_allotment_confirmed',
      dedupe_key: `duty_allotment_confirmed:${moved.id}:${moved.version}`,
      registration_id: person.id,
      language: person.language,
      parameters: [person.full_name, dutyDateText(moved.duty_date), moved.duty_time],
      phone_number: person.whatsapp_opt_in ? person.phone_number : null,
      email: person.email,
      expires_at: day_ends_at.toString(),
      duty_assignments: [{ id: moved.id, version: moved.version }],
      traceparent: move.traceparent,
    },
  ])
  await recordAudit(tx, move.actor, {
    action: 'duty_assignment.moved',
    subject_type: 'duty_assignment',
    subject_id: moved.id,
    details: { version: moved.version },
  })
  return moved
}
