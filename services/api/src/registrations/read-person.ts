import type { Fault } from '@dutybell/shared/errors'
import { normaliseEmailAddress } from '@dutybell/shared/people/email-address'
import { nameKey, normaliseFullName } from '@dutybell/shared/people/full-name'
import { parsePhoneNumber } from '@dutybell/shared/people/phone-number'
import { throwIfInvalid } from '../http/faults.ts'

interface TypedPerson {
  readonly full_name: string
  readonly phone_number: string
  readonly email: string | null
}

export interface Person extends TypedPerson {
  readonly name_key: string
}

/**
 * What people typed, as it is kept.
 *
 * @throws {AppError} `invalid_input` naming every field that cannot be
 */
export function readPerson(typed: TypedPerson, default_country: string): Person {
  const { full_name, name_key, phone_number, email } = readPersonChange(typed, default_country)
  if (
    full_name === undefined ||
    name_key === undefined ||
    phone_number === undefined ||
    email === undefined
  ) {
    throw new Error('Every given field is either returned or rejected.')
  }
  return { full_name, name_key, phone_number, email }
}

/** The given fields only. @throws {AppError} `invalid_input` */
export function readPersonChange(typed: Partial<TypedPerson>, default_country: string): Partial<Person> {
  const faults: Fault[] = []
  const person: { -readonly [field in keyof Person]?: Person[field] } = {}
  if (typed.full_name !== undefined) {
    const name = normaliseFullName(typed.full_name)
    if (name.ok) Object.assign(person, { full_name: name.full_name, name_key: nameKey(name.full_name) })
    else faults.push({ pointer: '/full_name', detail: name.fault, code: name.code })
  }
  if (typed.phone_number !== undefined) {
    const phone = parsePhoneNumber(typed.phone_number, default_country)
    if (phone.ok) person.phone_number = phone.phone_number
    else faults.push({ pointer: '/phone_number', detail: phone.fault, code: phone.code })
  }
  if (typed.email === null) person.email = null
  else if (typed.email !== undefined) {
    const address = normaliseEmailAddress(typed.email)
    if (address.ok) person.email = address.email
    else faults.push({ pointer: '/email', detail: address.fault, code: address.code })
  }
  throwIfInvalid(faults)
  return person
}
