import { AppError } from '@dutybell/shared/errors'

export function registrationNotFound(): AppError {
  return new AppError(
    'registration_not_found',
    'No registration has this id: list them to find the right one.',
  )
}

/** For a caller that may see both registrations. */
export function registrationExistsElsewhere(): AppError {
  const detail =
    'Another registration has this name and this phone number, probably of the same person: erase one of the two.'
  return new AppError('registration_exists', `full_name, phone_number: ${detail}`, {
    faults: [
      { pointer: '/full_name', detail },
      { pointer: '/phone_number', detail },
    ],
  })
}

/** Without `registration_id` it discloses nothing about the existing registration: the caller may be a stranger. */
export function registrationExists(registration_id?: string): AppError {
  const detail = 'This name is registered with this phone number already: no action needed.'
  return new AppError('registration_exists', `full_name, phone_number: ${detail}`, {
    ...(registration_id === undefined ? {} : { members: { registration_id } }),
    faults: [
      { pointer: '/full_name', detail },
      { pointer: '/phone_number', detail },
    ],
  })
}
