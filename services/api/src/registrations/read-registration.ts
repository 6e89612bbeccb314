import type { Db } from '@dutybell/shared/db/client'
import { registrationNotFound } from './failures.ts'
import {
  findInboundMessages,
  findRecipients,
  type InboundRow,
  type RecipientRow,
} from './correspondence-queries.ts'
import type { InboundMessage, RegistrationDetails } from './details-schemas.ts'
import { findNumberChange, type NumberChangeRow } from './number-change.ts'
import type { PersonalView, WithView } from '../pii/personal-view.ts'
import { presentRegistration } from './present.ts'
import { findRegistration, type RegistrationRow } from './queries.ts'

/**
 * A registration with what is known of its number.
 *
 * @throws {AppError} `registration_not_found`, also for one that was erased
 */
export async function readRegistration(
  ctx: WithView & { readonly db: Db },
  id: string,
): Promise<RegistrationDetails> {
  const registration = await findRegistration(ctx.db, id)
  if (registration === undefined || registration.status === 'erased') throw registrationNotFound()
  const { phone_number } = registration
  const [recipients, number_change, messages] = await Promise.all([
    findRecipients(ctx.db, registration),
    findNumberChange(ctx.db, id),
    findInboundMessages(ctx.db, phone_number),
  ])
  return {
    ...presentRegistration(registration, ctx.view),
    consent: presentConsent(registration, ctx.view),
    suppression: presentSuppression(recipients),
    number_change: presentNumberChange(number_change, ctx.view),
    inbound_messages: messages.map((message) => presentInbound(message, ctx.view)),
  }
}

function presentConsent(row: RegistrationRow, view: PersonalView): RegistrationDetails['consent'] {
  if (row.consent_at === null) return null
  return {
    at: row.consent_at.toString(),
    source: view.text(row.consent_source),
    words: view.text(row.consent_words),
    withdrawn_at: row.consent_withdrawn_at?.toString() ?? null,
  }
}

function presentNumberChange(
  row: NumberChangeRow | undefined,
  view: PersonalView,
): RegistrationDetails['number_change'] {
  if (row === undefined) return null
  return {
    new_phone_number: view.phoneNumber(row.new_address),
    at: row.at.toString(),
    decided_at: row.decided_at?.toString() ?? null,
  }
}

function presentSuppression(recipients: readonly RecipientRow[]): RegistrationDetails['suppression'] {
  const whatsapp = recipients.find(({ channel }) => channel === 'whatsapp')
  const email = recipients.find(({ channel }) => channel === 'email')
  return {
    whatsapp: since(whatsapp?.suppressed_at, whatsapp?.suppressed_by),
    whatsapp_marketing: since(whatsapp?.marketing_suppressed_at, whatsapp?.marketing_suppressed_by),
    email: since(email?.suppressed_at, email?.suppressed_by),
  }
}

function since(at: Temporal.Instant | null | undefined, by: string | null | undefined) {
  return at ? { since: at.toString(), by: by ?? 'unknown' } : null
}

function presentInbound(
  { written_at, received_at, ...message }: InboundRow,
  view: PersonalView,
): InboundMessage {
  const text = view.text(message.text)
  return { ...message, text, written_at: written_at.toString(), received_at: received_at.toString() }
}
