import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { registrationExists } from './failures.ts'
import type { NewRegistration, RegisteredRow } from './insert-registrations.ts'
import type { Registrar } from './registrar.ts'
import { readNewPerson, registerPerson } from './register-person.ts'
import type { CreateRegistration } from './schemas.ts'

const CONSENT_SOURCE = 'registration_form' // where the client names none

export interface RegisteringContext {
  readonly db: Db
  readonly waker: Wakes
  readonly default_country: string
  readonly template_languages: ConfiguredLanguages
  readonly registrar: Pick<Registrar, 'insert'>
}

/**
 * Registers a person and, unless `notify` is `never`, publishes that it was received.
 *
 * @param by_key the caller has a key: no limit, and the error names the registration that exists
 * @throws {AppError} `invalid_input`, `rate_limited`; `registration_exists` for the same phone number, or address, and name
 */
export async function createRegistration(
  ctx: RegisteringContext,
  { notify = 'now', ...input }: CreateRegistration,
  { traceparent, by_key }: { readonly traceparent: string | null; readonly by_key: boolean },
): Promise<RegisteredRow> {
  const person = readNewPerson(input, { ...ctx, consent_source: CONSENT_SOURCE })
  const insert = (registration: NewRegistration) => ctx.registrar.insert(ctx.db, registration)
  const options = { notify, traceparent, is_public: !by_key, insert }
  const { outcome, registration } = await registerPerson(ctx.db, person, options)
  if (outcome === 'exists') throw registrationExists(person, by_key ? registration.id : undefined)
  if (notify === 'now' && ctx.db.isTransaction) ctx.waker.wake('drain_outbox')
  return registration
}

/**
 * Registers a person whom a coordinator entered, with an entry in the audit log.
 *
 * @throws {AppError} as {@link createRegistration}
 */
export async function enterRegistration(
  ctx: Omit<RegisteringContext, 'registrar'> & WithActor,
  { notify = 'now', ...input }: CreateRegistration,
): Promise<RegisteredRow> {
  const person = readNewPerson(input, { ...ctx, consent_source: CONSENT_SOURCE })
  const registered = await inTransaction(ctx.db, async (tx) => {
    const { outcome, registration } = await registerPerson(tx, person, { notify, traceparent: null })
    if (outcome === 'exists') throw registrationExists(person, registration.id)
    await recordAudit(tx, ctx.actor, {
      action: 'registration.created',
      subject_type: 'registration',
      subject_id: registration.id,
    })
    return registration
  })
  if (notify === 'now') ctx.waker.wake('drain_outbox')
  return registered
}
