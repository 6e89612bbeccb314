import { dutyDateText } from '@dutybell/shared/calendar/duty-date'
import { endOfDay } from '@dutybell/shared/calendar/duty-day'
import type { Db } from '@dutybell/shared/db/client'
import { newEventIds } from '@dutybell/shared/outbox/publish'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import { randomUUIDv7 } from 'node:crypto'
import type { WithActor } from '../audit/actor.ts'
import { auditRecord } from '../audit/record-audit.ts'
import { dutyAssignmentExists, dutyInThePast, registrationUnknown } from './failures.ts'
import { insertDutyAssignment } from './insert-duty-assignment.ts'
import type { DutyAssignmentRow } from './queries.ts'
import { readDuty } from './read-duty.ts'
import type { CreateDutyAssignment } from './schemas.ts'

export interface AssigningContext {
  readonly db: Db
  readonly waker: Wakes
  /** The time zone of all duties. */
  readonly time_zone: string
}

/**
 * Assigns a duty and publishes the allotment.
 *
 * @throws {AppError} `invalid_input`, `registration_unknown`, `duty_in_the_past`, `duty_assignment_exists`
 */
export async function createDutyAssignment(
  ctx: AssigningContext & WithActor,
  input: CreateDutyAssignment,
  traceparent: string | null,
): Promise<DutyAssignmentRow> {
  const duty = readDuty(input)
  const insertion = await insertDutyAssignment(
    ctx.db,
    {
      id: randomUUIDv7(),
      registration_id: input.registration_id,
      duty_date: duty.date,
      duty_time: duty.time,
      day_ends_at: endOfDay(duty.date, ctx.time_zone),
      duty_date_text: dutyDateText(duty.date),
    },
    { ...newEventIds(), traceparent },
    auditRecord(ctx.actor, { action: 'duty_assignment.created', subject_type: 'duty_assignment' }),
  )
  switch (insertion.outcome) {
    case 'inserted':
      ctx.waker.wake('drain_outbox')
      return insertion.row
    case 'registration_unknown':
      throw registrationUnknown()
    case 'duty_in_the_past':
      throw dutyInThePast(duty.date)
    case 'exists':
      throw dutyAssignmentExists()
  }
}
