import type { Db } from '@dutybell/shared/db/client'
import { newEventIds } from '@dutybell/shared/outbox/publish'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import { randomUUIDv7 } from 'node:crypto'
import { registrationExists } from './failures.ts'
import type { PhoneNumberLimit } from './phone-number-limit.ts'
import { insertRegistration, type RegistrationRow } from './queries.ts'
import { readConsent } from './read-consent.ts'
import { readPerson } from './read-person.ts'
import type { CreateRegistration } from './schemas.ts'

export interface RegisteringContext {
  readonly db: Db
  readonly waker: Wakes
  readonly default_country: string
  /** Undefined: no limit. */
  readonly phone_number_limit: PhoneNumberLimit | undefined
}

/**
 * Registers a person and publishes that it was received.
 *
 * @throws {AppError} `invalid_input`, `rate_limited`; `registration_exists` for the same phone number and name
 */
export async function createRegistration(
  ctx: RegisteringContext,
  input: CreateRegistration,
  traceparent: string | null,
): Promise<RegistrationRow> {
  const person = readPerson({ ...input, email: input.email ?? null }, ctx.default_country)
  ctx.phone_number_limit?.check(person.phone_number)
  const { whatsapp_opt_in, language } = input
  const consent = readConsent(input.consent, { whatsapp_opt_in, default_source: 'registration_form' })
  const created = await insertRegistration(
    ctx.db,
    { ...person, id: randomUUIDv7(), whatsapp_opt_in, language, consent },
    { ...newEventIds(), traceparent },
  )
  if (created === undefined) throw registrationExists()
  ctx.phone_number_limit?.count(created.phone_number)
  ctx.waker.wake('drain_outbox')
  return created
}
