import type { Db, Tx } from '@dutybell/shared/db/client'
import { isUniqueViolation } from '@dutybell/shared/db/failures'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { readdress } from '@dutybell/shared/outbox/readdress'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import { withdrawChannel } from '@dutybell/shared/outbox/withdraw'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { type IfMatch, requireMatch } from '../http/etag.ts'
import { registrationExistsElsewhere, registrationNotFound } from './failures.ts'
import { decideNumberChange } from './number-change.ts'
import { type ConsentChange, lockRegistration, type RegistrationRow, updateRegistration } from './queries.ts'
import { readConsent } from './read-consent.ts'
import { requireConfigured } from './read-language.ts'
import { readPersonChange } from './read-person.ts'
import type { ChangeRegistration, TypedConsent } from './schemas.ts'

export interface ChangeContext {
  readonly db: Db
  readonly waker: Wakes
  readonly default_country: string
  readonly template_languages: ConfiguredLanguages
}

/**
 * Changes the given fields. Unsent deliveries go to a corrected address, and are withdrawn from a channel that the person
 * left. Another phone number decides about a change that WhatsApp reported. The same values change nothing.
 *
 * @throws {AppError} `registration_not_found`, `invalid_input`, `registration_exists`, `precondition_failed`
 */
export async function changeRegistration(
  ctx: ChangeContext & WithActor,
  id: string,
  change: ChangeRegistration,
  if_match: IfMatch,
): Promise<RegistrationRow> {
  try {
    const changed = await inTransaction(ctx.db, (tx) => changeIn(tx, ctx, { id, change, if_match }))
    ctx.waker.wake('drain_outbox')
    return changed
  } catch (error) {
    if (isUniqueViolation(error, 'registrations_phone_number_name_key')) {
      throw registrationExistsElsewhere('phone_number')
    }
    if (isUniqueViolation(error, 'registrations_email_name_key')) throw registrationExistsElsewhere('email')
    throw error
  }
}

async function changeIn(
  tx: Tx,
  { default_country, template_languages, actor }: ChangeContext & WithActor,
  { id, change, if_match }: { id: string; change: ChangeRegistration; if_match: IfMatch },
): Promise<RegistrationRow> {
  const before = await lockRegistration(tx, id)
  if (before === undefined) throw registrationNotFound()
  requireMatch(if_match, before)
  const { consent, ...asked } = change
  const { language = before.language } = change
  if (language !== before.language) requireConfigured(language, template_languages)
  const person = { ...before, ...asked, ...readPersonChange(change, before, default_country) }
  const consent_change = consentChange(before, person, consent)
  const fields = [...differing(before, person), ...(consent === undefined ? [] : ['consent'])]
  if (fields.length === 0) return before
  const changed = await updateRegistration(tx, id, { ...person, consent_change })
  await letDeliveriesFollow(tx, before, changed)
  const decided = before.phone_number !== changed.phone_number && (await decideNumberChange(tx, id))
  const details = { fields, version: changed.version, ...(decided ? { number_change: 'decided' } : {}) }
  await recordAudit(tx, actor, {
    action: 'registration.changed',
    subject_type: 'registration',
    subject_id: id,
    details,
  })
  return changed
}

/** An opt-in is a consent of now, in whatever words; so is one that is told anew. */
function consentChange(
  before: RegistrationRow,
  { whatsapp_opt_in }: Pick<RegistrationRow, 'whatsapp_opt_in'>,
  typed: TypedConsent | undefined,
): ConsentChange {
  const consent = readConsent(typed, { whatsapp_opt_in, default_source: 'admin' })
  if (whatsapp_opt_in && (typed !== undefined || !before.whatsapp_opt_in)) return { kind: 'given', consent }
  return { kind: before.whatsapp_opt_in && !whatsapp_opt_in ? 'withdrawn' : 'kept' }
}

function differing(before: RegistrationRow, after: RegistrationRow): string[] {
  return (['full_name', 'phone_number', 'email', 'whatsapp_opt_in', 'language'] as const).filter(
    (field) => before[field] !== after[field],
  )
}

async function letDeliveriesFollow(tx: Tx, before: RegistrationRow, after: RegistrationRow): Promise<void> {
  const registration_id = after.id
  if (before.whatsapp_opt_in && !after.whatsapp_opt_in) {
    await withdrawChannel(tx, { registration_id, channel: 'whatsapp' }, 'opted_out')
  } else if (after.phone_number !== null && before.phone_number !== after.phone_number) {
    await readdress(tx, { registration_id, channel: 'whatsapp', address: after.phone_number })
  }
  if (before.email !== null && after.email === null) {
    await withdrawChannel(tx, { registration_id, channel: 'email' }, 'address_removed')
  } else if (after.email !== null && before.email !== after.email) {
    await readdress(tx, { registration_id, channel: 'email', address: after.email })
  }
}
