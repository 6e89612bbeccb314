import type { Db } from '@dutybell/shared/db/client'
import { newEventIds } from '@dutybell/shared/outbox/publish'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import { randomUUIDv7 } from 'node:crypto'
import { registrationExists } from './failures.ts'
import type { PhoneNumberLimit } from './phone-number-limit.ts'
import { findRegistrationId, insertRegistration, type RegistrationRow } from './queries.ts'
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
 * @param by_key the caller has a key: no limit, and the error names the registration that exists
 * @throws {AppError} `invalid_input`, `rate_limited`; `registration_exists` for the same phone number and name
 */
export async function createRegistration(
  ctx: RegisteringContext,
  input: CreateRegistration,
  { traceparent, by_key }: { readonly traceparent: string | null; readonly by_key: boolean },
): Promise<RegistrationRow> {
  const person = readPerson({ ...input, email: input.email ?? null }, ctx.default_country)
  const limit = by_key ? undefined : ctx.phone_number_limit
  limit?.check(person.phone_number)
  const { whatsapp_opt_in, language } = input
  const consent = readConsent(input.consent, { whatsapp_opt_in, default_source: 'registration_form' })
  const created = await insertRegistration(
    ctx.db,
    { ...person, id: randomUUIDv7(), whatsapp_opt_in, language, consent },
    { ...newEventIds(), traceparent },
  )
  if (created === undefined) {
    throw registrationExists(by_key ? await findRegistrationId(ctx.db, person) : undefined)
  }
  limit?.count(created.phone_number)
  ctx.waker.wake('drain_outbox')
  return created
}
