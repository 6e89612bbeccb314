import type { Db } from '@dutybell/shared/db/client'
import type { Fault } from '@dutybell/shared/errors'
import { normaliseEmailAddress } from '@dutybell/shared/people/email-address'
import { nameKey, normaliseFullName } from '@dutybell/shared/people/full-name'
import { parseCallableNumber } from '@dutybell/shared/people/phone-number'
import { sql } from 'kysely'
import type { RegistrationRow } from '../registrations/queries.ts'
import type { SheetRow } from './read-sheet.ts'

/** The person whom a row names, or why it names none. */
export type FoundPerson =
  | { readonly registration_id: string; readonly warnings: readonly string[] }
  | { readonly fault: Fault; readonly is_unknown: boolean }

/** How a row names its person, normalised. */
interface Naming {
  readonly registration_id?: string
  readonly phone_number?: string
  readonly email?: string
  readonly name_key?: string
}

type Candidate = Pick<RegistrationRow, 'id' | 'full_name' | 'name_key' | 'phone_number' | 'email'>

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu

/**
 * The active person of each row: by `registration_id`, else by number, else by address, each with the name where several share
 * it, else by a name that one person has.
 */
export async function findPeople(
  db: Db,
  rows: readonly SheetRow[],
  default_country: string,
): Promise<FoundPerson[]> {
  const namings = rows.map((row) => readNaming(row, default_country))
  const people = await findCandidates(
    db,
    namings.flatMap((naming) => ('fault' in naming ? [] : [naming])),
  )
  const by = {
    registration_id: Map.groupBy(people, ({ id }) => id),
    phone_number: Map.groupBy(people, ({ phone_number }) => phone_number),
    email: Map.groupBy(people, ({ email }) => email?.toLowerCase()),
    name_key: Map.groupBy(people, ({ name_key }) => name_key),
  }
  return namings.map((naming): FoundPerson => {
    if ('fault' in naming) return { fault: naming.fault, is_unknown: false }
    const { registration_id, phone_number, email, name_key } = naming
    if (registration_id !== undefined) {
      return oneOf(by.registration_id.get(registration_id), 'registration_id', naming)
    }
    const numbered = phone_number === undefined ? undefined : by.phone_number.get(phone_number)
    if (numbered !== undefined) return oneOf(numbered, 'phone_number', naming)
    if (email !== undefined) {
      const found = oneOf(by.email.get(email), 'email', naming)
      return phone_number === undefined
        ? found
        : warn(found, 'number_unknown: the person was found by the address')
    }
    if (phone_number !== undefined) return oneOf(undefined, 'phone_number', naming)
    return warn(
      oneOf(by.name_key.get(name_key ?? ''), 'full_name', {}),
      'found_by_name: only one person has this name; give a number or an address to be sure',
    )
  })
}

function readNaming(
  { cells: { registration_id = '', phone_number = '', email = '', full_name = '' } }: SheetRow,
  default_country: string,
): Naming | { readonly fault: Fault } {
  const naming: { -readonly [field in keyof Naming]: Naming[field] } = {}
  const name = full_name === '' ? undefined : normaliseFullName(full_name)
  if (name?.ok === true) naming.name_key = nameKey(name.full_name)
  if (registration_id !== '') {
    if (!ID.test(registration_id)) return { fault: NOT_AN_ID }
    return { ...naming, registration_id: registration_id.toLowerCase() }
  }
  if (phone_number !== '') {
    const phone = parseCallableNumber(phone_number, default_country)
    if (!phone.ok) return { fault: { pointer: '/phone_number', detail: phone.fault, code: phone.code } }
    naming.phone_number = phone.phone_number
  }
  if (email !== '') {
    const address = normaliseEmailAddress(email)
    if (!address.ok) return { fault: { pointer: '/email', detail: address.fault, code: address.code } }
    naming.email = address.email.toLowerCase()
  }
  if (naming.phone_number !== undefined || naming.email !== undefined) return naming
  if (name?.ok === false) return { fault: { pointer: '/full_name', detail: name.fault, code: name.code } }
  return name === undefined ? { fault: NOBODY_NAMED } : naming
}

async function findCandidates(db: Db, namings: readonly Naming[]): Promise<Candidate[]> {
  const valuesOf = (field: keyof Naming) => [...new Set(namings.flatMap((naming) => naming[field] ?? []))]
  const { rows } = await sql<Candidate>`
    select id, full_name, name_key, phone_number, email
    from registrations
    where status = 'active' and (
      id = any (${valuesOf('registration_id')}::uuid[])
      or phone_number = any (${valuesOf('phone_number')}::text[])
      or lower(email collate "C") = any (${valuesOf('email')}::text[])
      or name_key = any (${valuesOf('name_key')}::text[])
    )`.execute(db)
  return rows
}

function oneOf(
  candidates: readonly Candidate[] = [],
  field: keyof Naming | 'full_name',
  { name_key }: Naming,
): FoundPerson {
  const named = candidates.filter((candidate) => candidate.name_key === name_key)
  const [person, ...others] = candidates.length > 1 && name_key !== undefined ? named : candidates
  if (person === undefined || others.length > 0)
    return { fault: faultOf(field, candidates), is_unknown: true }
  const is_other_name = name_key !== undefined && person.name_key !== name_key
  return {
    registration_id: person.id,
    warnings: is_other_name ? [`name_differs: the person is registered as ${person.full_name}`] : [],
  }
}

function warn(found: FoundPerson, warning: string): FoundPerson {
  return 'fault' in found ? found : { ...found, warnings: [...found.warnings, warning] }
}

const WORDS = {
  registration_id: 'this id',
  phone_number: 'this number',
  email: 'this address',
  full_name: 'this name',
} as const

function faultOf(field: keyof Naming | 'full_name', candidates: readonly Candidate[]): Fault {
  const by = field === 'name_key' ? 'full_name' : field
  const pointer = `/${by}`
  if (candidates.length === 0) {
    const detail = `No active registration has ${WORDS[by]}: register the person first.`
    return { pointer, detail, code: 'person_unknown' }
  }
  const more = by === 'full_name' ? 'a phone number or an e-mail address' : 'the full name as registered'
  const detail = `${candidates.length} people have ${WORDS[by]}: give ${more}.`
  return { pointer, detail, code: 'several_people' }
}

const NOT_AN_ID: Fault = {
  pointer: '/registration_id',
  detail: 'Give the id as this API returned it, or leave the cell blank.',
  code: 'wrong_format',
}
const NOBODY_NAMED: Fault = {
  pointer: '/full_name',
  detail: 'Name the person by number, address, name or registration_id.',
  code: 'missing',
}
