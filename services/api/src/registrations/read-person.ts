import type { Fault } from '@dutybell/shared/errors'
import { mailboxKey, normaliseEmailAddress } from '@dutybell/shared/people/email-address'
import { nameKey, normaliseFullName } from '@dutybell/shared/people/full-name'
import { parseCallableNumber, parsePhoneNumber } from '@dutybell/shared/people/phone-number'
import { throwIfInvalid } from '../http/faults.ts'

interface TypedPerson {
  readonly full_name: string
  /** Null or blank: none. */
  readonly phone_number: string | null
  /** Null or blank: none. */
  readonly email: string | null
  readonly whatsapp_opt_in: boolean
}

export interface Person extends TypedPerson {
  readonly name_key: string
  /** Of the e-mail address: see mailboxKey. */
  readonly mailbox: string | null
}

type Reachable = Pick<Person, 'phone_number' | 'email' | 'whatsapp_opt_in'>

const NOTHING_STORED: Reachable = { phone_number: null, email: null, whatsapp_opt_in: false }

/**
 * What people typed, as it is stored. With WhatsApp the number is that of a mobile phone; without, it may be a landline, or none
 * where there is an e-mail address.
 *
 * @throws {AppError} `invalid_input` naming every faulty field
 */
export function readPerson(typed: TypedPerson, default_country: string): Person {
  const {
    full_name,
    name_key,
    phone_number,
    email,
    mailbox = null,
  } = readPersonChange(typed, NOTHING_STORED, default_country)
  if (
    full_name === undefined ||
    name_key === undefined ||
    phone_number === undefined ||
    email === undefined
  ) {
    throw new Error('Every given field is either returned or rejected.')
  }
  return { full_name, name_key, phone_number, email, mailbox, whatsapp_opt_in: typed.whatsapp_opt_in }
}

/**
 * The given fields only. A change that adds WhatsApp reads the stored number again, as that of a mobile phone.
 *
 * @throws {AppError} `invalid_input`, also where the change leaves no way to reach the person
 */
export function readPersonChange(
  typed: Partial<TypedPerson>,
  before: Reachable,
  default_country: string,
): Partial<Person> {
  const faults: Fault[] = []
  const person: { -readonly [field in keyof Person]?: Person[field] } = {}
  if (typed.full_name !== undefined) {
    const name = normaliseFullName(typed.full_name)
    if (name.ok) Object.assign(person, { full_name: name.full_name, name_key: nameKey(name.full_name) })
    else faults.push({ pointer: '/full_name', detail: name.fault, code: name.code })
  }
  const { whatsapp_opt_in = before.whatsapp_opt_in } = typed
  const adds_whatsapp = whatsapp_opt_in && !before.whatsapp_opt_in
  const rereads_number = typed.phone_number === undefined && adds_whatsapp
  const number = orNone(rereads_number ? before.phone_number : typed.phone_number)
  if (number === null) {
    if (whatsapp_opt_in) faults.push(NUMBER_MISSING)
    else person.phone_number = null
  } else if (number !== undefined) {
    const phone = (whatsapp_opt_in ? parsePhoneNumber : parseCallableNumber)(number, default_country)
    if (phone.ok) person.phone_number = phone.phone_number
    else faults.push({ pointer: '/phone_number', detail: phone.fault, code: phone.code })
  }
  const typed_email = orNone(typed.email)
  if (typed_email === null) Object.assign(person, { email: null, mailbox: null })
  else if (typed_email !== undefined) {
    const address = normaliseEmailAddress(typed_email)
    if (address.ok) Object.assign(person, { email: address.email, mailbox: mailboxKey(address.email) })
    else faults.push({ pointer: '/email', detail: address.fault, code: address.code })
  }
  const { phone_number, email } = { ...before, ...person }
  if (faults.length === 0 && phone_number === null && email === null) {
    faults.push({ ...UNREACHABLE, pointer: person.phone_number === null ? '/phone_number' : '/email' })
  }
  throwIfInvalid(faults)
  return person
}

const NUMBER_MISSING: Fault = {
  pointer: '/phone_number',
  code: 'missing',
  detail: 'Give a mobile number for WhatsApp. For a person without WhatsApp, send whatsapp_opt_in: false.',
}
const UNREACHABLE = { code: 'missing', detail: 'Give a phone number or an e-mail address.' }

/** A blank field of a form is none. */
function orNone(typed: string | null | undefined): string | null | undefined {
  return typed?.trim() === '' ? null : typed
}
