import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { registrationExists } from './failures.ts'
import type { PublicLimits, RegisteredRow } from './insert-registrations.ts'
import { readNewPerson, registerPerson } from './register-person.ts'
import type { CreateRegistration } from './schemas.ts'

export interface RegisteringContext {
  readonly db: Db
  readonly waker: Wakes
  readonly default_country: string
  readonly template_languages: ConfiguredLanguages
  readonly limits: PublicLimits
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
  const person = readNewPerson(input, { ...ctx, consent_source: 'registration_form' })
  const limits = by_key ? undefined : ctx.limits
  const register = async (notifies: boolean) => {
    const options = { notify, traceparent, limits, notifies }
    const { outcome, registration } = await registerPerson(ctx.db, person, options)
    if (outcome === 'exists') throw registrationExists(person, by_key ? registration.id : undefined)
    return registration
  }
  if (notify === 'now' && ctx.waker.withNotice) return ctx.waker.withNotice('drain_outbox', register)
  const registration = await register(false)
  if (notify === 'now') ctx.waker.wake('drain_outbox')
  return registration
}

/**
 * Registers a person whom a coordinator entered, with an entry in the audit log.
 *
 * @throws {AppError} as {@link createRegistration}
 */
export async function enterRegistration(
  ctx: Omit<RegisteringContext, 'limits'> & WithActor,
  input: CreateRegistration,
): Promise<RegisteredRow> {
  return inTransaction(ctx.db, async (tx) => {
    const limits = { per_address: false, confirmations_per_hour: 0 }
    const by_key = { traceparent: null, by_key: true }
    const registration = await createRegistration({ ...ctx, db: tx, limits }, input, by_key)
    await recordAudit(tx, ctx.actor, {
      action: 'registration.created',
      subject_type: 'registration',
      subject_id: registration.id,
    })
    return registration
  })
}
