import { AppError } from '@dutybell/shared/errors'

export function dutyAssignmentNotFound(): AppError {
  return new AppError(
    'duty_assignment_not_found',
    'No duty assignment has this id: list them to find the right one.',
  )
}

export function dutyAssignmentExists(): AppError {
  const detail = 'This person has this duty on this date already: nothing more is needed.'
  return new AppError('duty_assignment_exists', `duty_date, duty_time: ${detail}`, {
    faults: [
      { pointer: '/duty_date', detail },
      { pointer: '/duty_time', detail },
    ],
  })
}

export function dutyAssignmentCancelled(): AppError {
  return new AppError(
    'duty_assignment_cancelled',
    'This duty is cancelled and stays so: assign a new one instead.',
  )
}

export function dutyInThePast(date: Temporal.PlainDate): AppError {
  const detail = 'This day is over: give today or a later date.'
  return new AppError(
    'duty_in_the_past',
    `duty_date: ${date.toString()} is over. Give today or a later date.`,
    {
      faults: [{ pointer: '/duty_date', detail }],
    },
  )
}

export function registrationUnknown(): AppError {
  const detail = 'No active registration has this id: give the id of an active registration.'
  return new AppError('registration_unknown', `registration_id: ${detail}`, {
    faults: [{ pointer: '/registration_id', detail }],
  })
}
