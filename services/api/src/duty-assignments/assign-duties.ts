import { endOfDay } from '@dutybell/shared/calendar/duty-day'
import { dutyTimeKey } from '@dutybell/shared/people/duty-time'
import { randomUUIDv7 } from 'node:crypto'
import type { WithActor } from '../audit/actor.ts'
import {
  type AssigningContext,
  type ChangedDuty,
  changeDuties,
  type DutyAssignmentRow,
  type DutyChange,
  type Telling,
} from './change-duties.ts'
import { refusalOf } from './failures.ts'
import { type Duty, overrideColumn, readDuty } from './read-duty.ts'
import type { CreateDutyAssignment, Notify } from './schemas.ts'

export const ALLOTMENT_BY_NOTIFY = { now: 'published', later: 'waiting', never: 'told_elsewhere' } as const

/** The date and label of a change, as `change_duties` reads them. */
export function dutyColumns({ date, time }: Partial<Duty>, time_zone: string) {
  return {
    ...(date === undefined
      ? {}
      : { duty_date: date.toString(), day_ends_at: endOfDay(date, time_zone).toString() }),
    ...(time === undefined ? {} : { duty_time: time, duty_time_key: dutyTimeKey(time) }),
  }
}

/** @throws {AppError} `invalid_input` naming every field that cannot be */
export function readCreation(
  input: Omit<CreateDutyAssignment, 'notify'>,
  notify: Notify,
  time_zone: string,
): DutyChange {
  return {
    kind: 'create',
    duty_assignment_id: randomUUIDv7(),
    registration_id: input.registration_id,
    ...dutyColumns(readDuty(input), time_zone),
    allotment: ALLOTMENT_BY_NOTIFY[notify],
    ...overrideColumn(input),
  }
}

/**
 * Assigns a duty and publishes the allotment, unless it waits or was told elsewhere.
 *
 * @throws {AppError} `invalid_input`, and the refusals of {@link refusalOf}
 */
export async function createDutyAssignment(
  ctx: AssigningContext & WithActor,
  input: CreateDutyAssignment,
  traceparent: string | null,
): Promise<DutyAssignmentRow> {
  const creation = readCreation(input, input.notify ?? 'now', ctx.time_zone)
  return soleOf(await changeDuties(ctx, [creation], { traceparent })).duty
}

export interface WrittenDuty {
  readonly duty: DutyAssignmentRow
  readonly told: readonly Telling[]
}

/** The result of a single change. @throws {AppError} its refusal */
export function soleOf([changed]: readonly ChangedDuty[]): WrittenDuty {
  if (changed === undefined) throw new Error('Each change has a result.')
  const refusal = refusalOf(changed)
  if (refusal !== undefined) throw refusal
  const { duty, told } = changed
  if (duty === null) throw new Error('A change that is not refused has a duty.')
  return { duty, told }
}
