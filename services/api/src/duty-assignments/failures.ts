import { AppError } from '@dutybell/shared/errors'
import { preconditionFailed } from '../http/etag.ts'
import type { ChangedDuty, DutyOutcome } from './change-duties.ts'

export function dutyAssignmentNotFound(duty_assignment_id: string): AppError {
  return new AppError(
    'duty_assignment_not_found',
    'No duty assignment has this id: list them to find the right one.',
    { members: { duty_assignment_id } },
  )
}

/** The errors of {@link refusalOf}. */
export const DUTY_PROBLEMS = [
  'duty_assignment_exists',
  'duty_overlaps',
  'duty_full',
  'registration_unknown',
  'duty_in_the_past',
] as const
export const DUTY_CHANGE_PROBLEMS = [
  'duty_assignment_not_found',
  'duty_assignment_cancelled',
  'precondition_failed',
] as const

const OVERRIDE = 'Give override: {reason} where it is meant.'

const REFUSALS: Record<Exclude<DutyOutcome, 'unchanged'>, (changed: ChangedDuty) => AppError> = {
  duty_assignment_not_found: ({ duty_assignment_id }) => dutyAssignmentNotFound(duty_assignment_id),
  precondition_failed: ({ duty_assignment_id, duty }) =>
    preconditionFailed(duty?.version ?? 0, { duty_assignment_id }),
  duty_assignment_cancelled: ({ duty_assignment_id }) =>
    new AppError(
      'duty_assignment_cancelled',
      'This duty is cancelled and stays so: assign a new one instead.',
      { members: { duty_assignment_id } },
    ),
  duty_in_the_past: () => {
    const detail = 'This day is over: give today or a later date.'
    return new AppError('duty_in_the_past', `duty_date: ${detail}`, {
      faults: [{ pointer: '/duty_date', detail }],
    })
  },
  registration_unknown: () => {
    const detail = 'No active registration has this id: give the id of an active registration.'
    return new AppError('registration_unknown', `registration_id: ${detail}`, {
      faults: [{ pointer: '/registration_id', detail }],
    })
  },
  duty_assignment_exists: ({ conflicts }) => {
    const detail = 'This person has this duty on this date already: nothing more is needed.'
    const [duty_assignment_id] = conflicts
    return new AppError('duty_assignment_exists', `duty_date, duty_time: ${detail}`, {
      faults: [
        { pointer: '/duty_date', detail },
        { pointer: '/duty_time', detail },
      ],
      members: duty_assignment_id === undefined ? {} : { duty_assignment_id },
    })
  },
  duty_overlaps: ({ conflicts }) =>
    new AppError('duty_overlaps', `The person has another duty at this time. ${OVERRIDE}`, {
      members: { duty_assignment_ids: conflicts },
    }),
  duty_full: ({ places, taken }) =>
    new AppError('duty_full', `${taken} of ${places} places are taken on this day. ${OVERRIDE}`, {
      members: { places: places ?? 0, taken: taken ?? 0 },
    }),
}

/** Why a change was refused; undefined where it was not. */
export function refusalOf(changed: ChangedDuty): AppError | undefined {
  const { outcome } = changed
  return outcome === null || outcome === 'unchanged' ? undefined : REFUSALS[outcome](changed)
}
