import { AppError } from '@dutybell/shared/errors'

export function dutyTimeNotFound(): AppError {
  return new AppError('duty_time_not_found', 'No duty time has this id: list them to find the right one.')
}

/** @param duty_time_id of the duty time that has the name; undefined where duty assignments have it as a free label */
export function dutyTimeExists(duty_time_id: string | undefined): AppError {
  const detail =
    duty_time_id === undefined
      ? 'Duty assignments have this label already: move them to another duty time first.'
      : 'A duty time with this name exists: give another name, or change that duty time.'
  return new AppError('duty_time_exists', `name: ${detail}`, {
    faults: [{ pointer: '/name', detail }],
    members: duty_time_id === undefined ? {} : { duty_time_id },
  })
}

export function dutyTimeAssigned(): AppError {
  return new AppError(
    'duty_time_assigned',
    'People are assigned to this duty time today or later: move or cancel their duties first.',
  )
}
