import { AppError, type Fault } from '@dutybell/shared/errors'
import { toAsciiDigits } from '@dutybell/shared/people/ascii-digits'
import { normaliseEmailAddress } from '@dutybell/shared/people/email-address'
import { nameKey } from '@dutybell/shared/people/full-name'
import { parseCallableNumber } from '@dutybell/shared/people/phone-number'
import { toPlainLine } from '@dutybell/shared/people/plain-line'
import { throwIfInvalid } from '../http/faults.ts'
import type { ListRegistrations } from './schemas.ts'

/** What a list of registrations is narrowed to; absent: anything. */
export interface RegistrationFilter {
  readonly status?: ListRegistrations['status']
  readonly phone_number?: string
  readonly email?: string
  readonly search?: Search
}

export interface Search {
  /** Lower-case words, separated by blanks: each is the beginning of a word of the name. */
  readonly names: string
  /** The last digits of the number. */
  readonly endings: readonly string[]
  /** Parts of the address, in lower case. */
  readonly parts: readonly string[]
}

const SHOWN_DIGITS = 4 // of a masked number

interface Reader {
  readonly default_country: string
  /** The caller sees addresses, so that they may also be looked for. */
  readonly sees_addresses: boolean
}

/** @throws {AppError} `invalid_input`; `missing_scope` where the filter would tell what the caller does not see */
export function readRegistrationFilter(query: ListRegistrations, reader: Reader): RegistrationFilter {
  const search = query.search === undefined ? undefined : readSearch(query.search)
  if (!reader.sees_addresses) refuseAddresses(query, search)
  const phone_number = readPhoneNumber(query.phone_number, reader.default_country)
  const email = readEmail(query.email)
  return {
    ...(query.status === undefined ? {} : { status: query.status }),
    ...(phone_number === undefined ? {} : { phone_number }),
    ...(email === undefined ? {} : { email }),
    ...(search === undefined ? {} : { search }),
  }
}

const PART_OF_NUMBER = /^[+(]*\d[\d().\-/+]*$/u
const LEAST_DIGITS = 4
const NATIONAL_DIGITS = 10 // of so many, a 0 at the beginning is a prefix and no part of the number

function readSearch(typed: string): Search {
  const names: string[] = []
  const numbers: string[] = []
  const parts: string[] = []
  let was_number = false
  for (const word of toAsciiDigits(toPlainLine(typed)).split(' ')) {
    const is_number = PART_OF_NUMBER.test(word)
    const digits = word.replaceAll(/\D/gu, '')
    if (word.includes('@')) parts.push(word.toLowerCase())
    else if (is_number && was_number) numbers.push(`${numbers.pop() ?? ''}${digits}`)
    else if (is_number) numbers.push(digits)
    else if (/[\p{L}\p{N}]/u.test(word)) names.push(word)
    was_number = is_number
  }
  const endings = numbers.filter(({ length }) => length >= LEAST_DIGITS)
  names.push(...numbers.filter(({ length }) => length < LEAST_DIGITS))
  if (names.length + endings.length + parts.length === 0) {
    const detail =
      'Give the beginning of a name, the last four digits of a number, or part of an address with @.'
    throwIfInvalid([{ pointer: '/search', detail }])
  }
  return { names: nameKey(names.join(' ')), endings: endings.map(withoutPrefix), parts }
}

function withoutPrefix(digits: string): string {
  return digits.length < NATIONAL_DIGITS ? digits : digits.replace(/^0+/u, '')
}

function refuseAddresses({ phone_number, email }: ListRegistrations, search: Search | undefined): void {
  const refused = [
    ...(phone_number === undefined ? [] : ['phone_number']),
    ...(email === undefined ? [] : ['email']),
    ...((search?.parts.length ?? 0) > 0 ? ['a search by address'] : []),
    ...(search?.endings.every(({ length }) => length === SHOWN_DIGITS) === false
      ? [`a search by other than exactly the last ${SHOWN_DIGITS} digits`]
      : []),
  ]
  if (refused.length === 0) return
  throw new AppError(
    'missing_scope',
    `This needs a key with the scope pii: ${refused.join(', ')}. Without it, search by name or by the ${SHOWN_DIGITS} digits that are shown.`,
  )
}

/** In a query string a plus sign is a blank, so a number of another country may come without it. */
function readPhoneNumber(typed: string | undefined, default_country: string): string | undefined {
  if (typed === undefined) return undefined
  const parsed = parseCallableNumber(typed, default_country)
  if (parsed.ok) return parsed.phone_number
  if (parsed.code === 'country_code_missing') {
    const abroad = parseCallableNumber(`+${typed.trim()}`, default_country)
    if (abroad.ok) return abroad.phone_number
  }
  return refuse({ pointer: '/phone_number', detail: parsed.fault, code: parsed.code })
}

function readEmail(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined
  const address = normaliseEmailAddress(typed)
  if (address.ok) return address.email.toLowerCase()
  return refuse({ pointer: '/email', detail: address.fault, code: address.code })
}

function refuse(fault: Fault): undefined {
  throwIfInvalid([fault])
}
