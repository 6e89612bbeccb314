import { withSpan } from '@dutybell/shared/tracing'
import type { Db } from '@dutybell/shared/db/client'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import { newEventIds } from '@dutybell/shared/outbox/publish'
import { randomUUIDv7 } from 'node:crypto'
import { tooManySignUps } from './failures.ts'
import {
  type Insertion,
  insertRegistration,
  insertRegistrations,
  type NewRegistration,
  NO_LIMITS,
  type RegisteredRow,
} from './insert-registrations.ts'
import { findRegistered } from './queries.ts'
import { type Consent, readConsent } from './read-consent.ts'
import { requireConfigured } from './read-language.ts'
import { type Person, readPerson } from './read-person.ts'
import type { CreateRegistration } from './schemas.ts'

/** A person who may be registered: read, in the form that is stored. */
export interface NewPerson extends Person {
  readonly language: string
  readonly consent: Consent
}

/**
 * What a client typed, as it is stored.
 *
 * @param consent_source where the client names none
 * @throws {AppError} `invalid_input` naming every faulty field
 */
export function readNewPerson(
  input: Omit<CreateRegistration, 'notify'>,
  {
    default_country,
    template_languages,
    consent_source,
  }: {
    readonly default_country: string
    readonly template_languages: ConfiguredLanguages
    readonly consent_source: string
  },
): NewPerson {
  const { whatsapp_opt_in, phone_number = null, email = null } = input
  const language = requireConfigured(input.language ?? template_languages[0], template_languages)
  const person = readPerson({ ...input, phone_number, email }, default_country)
  const consent = readConsent(input.consent, { whatsapp_opt_in, default_source: consent_source })
  return { ...person, language, consent }
}

/** `exists`: the number and the name, or without a number the address and the name, are registered; nothing was changed. */
export type Registering =
  | { readonly outcome: 'created'; readonly registration: RegisteredRow }
  | { readonly outcome: 'exists'; readonly registration: RegisteredRow }

export interface RegisterOptions {
  /** `now` publishes `registration_received`; the caller wakes the notifiers after its commit. */
  readonly notify: 'now' | 'never'
  readonly traceparent: string | null
}

/**
 * Registers a person unless they exist. It throws nothing about the person, so a transaction of the caller may register many: a
 * person who exists leaves it usable.
 *
 * @param insert default: without limits, in the caller's transaction
 * @throws {AppError} `rate_limited`, only where `insert` has limits
 */
export async function registerPerson(
  db: Db,
  person: NewPerson,
  {
    is_public = false,
    insert = (registration) => insertRegistration(db, registration, NO_LIMITS),
    ...options
  }: RegisterOptions & {
    /** Of a caller without a key. */
    readonly is_public?: boolean
    readonly insert?: (registration: NewRegistration) => Promise<Insertion>
  },
): Promise<Registering> {
  for (;;) {
    // Without a number the e-mail address must be free. The constraint compares it only with other people without a number, so look
    // it up among all.
    const known = person.phone_number === null ? await findRegistered(db, person) : undefined
    if (known !== undefined) return { outcome: 'exists', registration: known }
    const insertion = await withSpan('publish', { parent: options.traceparent }, () =>
      insert({ ...newRegistration(person, options), is_public }),
    )
    if (insertion.outcome === 'created') return insertion
    if (insertion.outcome === 'limited') throw tooManySignUps(insertion.wait_seconds)
    const existing = await findRegistered(db, person)
    if (existing !== undefined) return { outcome: 'exists', registration: existing }
    // The registration that was in the way was erased in between: insert again.
  }
}

/**
 * Registers those with a number who do not exist.
 *
 * @param people in lock order (knownAs)
 * @returns those who were registered
 */
export async function registerPeople(
  db: Db,
  people: readonly NewPerson[],
  options: RegisterOptions,
): Promise<RegisteredRow[]> {
  if (people.length === 0) return []
  const registrations = people.map((person) => newRegistration(person, options))
  const insertions = await insertRegistrations(db, registrations, { limits: NO_LIMITS })
  return insertions.flatMap((insertion) => (insertion.outcome === 'created' ? [insertion.registration] : []))
}

function newRegistration(person: NewPerson, { notify, traceparent }: RegisterOptions): NewRegistration {
  const event = newEventIds()
  const is_published = notify === 'now'
  return { ...person, id: randomUUIDv7(), event, is_public: false, is_published, traceparent }
}
