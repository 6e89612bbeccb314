import { AppError } from '@dutybell/shared/errors'
import type { Person } from './read-person.ts'

export function registrationNotFound(): AppError {
  return new AppError(
    'registration_not_found',
    'No registration has this id: list them to find the right one.',
  )
}

/** For a caller that may see both registrations. */
export function registrationExistsElsewhere(field: 'phone_number' | 'email'): AppError {
  const detail = `Another registration has this name and this ${NAMES[field]}, probably of the same person: erase one of the two.`
  return existing(field, detail)
}

/** Names the registration only to a key: to a stranger it discloses nothing about it. */
export function registrationExists(
  typed: Pick<Person, 'phone_number'>,
  registration_id: string | undefined,
): AppError {
  const field = typed.phone_number === null ? 'email' : 'phone_number'
  const detail = `This name is registered with this ${NAMES[field]} already: no action needed.`
  return existing(field, detail, registration_id)
}

const NAMES = { phone_number: 'phone number', email: 'e-mail address' } as const

function existing(field: keyof typeof NAMES, detail: string, registration_id?: string): AppError {
  return new AppError('registration_exists', `full_name, ${field}: ${detail}`, {
    ...(registration_id === undefined ? {} : { members: { registration_id } }),
    faults: [
      { pointer: '/full_name', detail },
      { pointer: `/${field}`, detail },
    ],
  })
}

export function tooManySignUps(retry_after_seconds: number): AppError {
  const message =
    'This phone number or e-mail address was registered too often within the hour. Try again after Retry-After seconds.'
  return new AppError('rate_limited', message, { retry_after_seconds })
}
