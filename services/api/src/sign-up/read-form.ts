import { AppError, type Fault } from '@dutybell/shared/errors'
import { ENGLISH } from '@dutybell/shared/templates/words/en'
import type { SignUpPage } from '@dutybell/shared/templates/words/language'
import type { RegisteringContext } from '../registrations/create-registration.ts'
import { readNewPerson } from '../registrations/register-person.ts'
import type { CreateRegistration } from '../registrations/schemas.ts'

/** The form as it was sent. */
export interface Typed {
  readonly full_name: string
  readonly phone_number: string
  readonly email: string
  readonly language: string
  readonly consent: boolean
  readonly idempotency_key: string
}

/** Of a repeated field the first counts; fields that the form does not have are ignored. */
export function readForm(body: string, default_language: string): Typed {
  const form = new URLSearchParams(body)
  const field = (name: string) => form.get(name) ?? ''
  return {
    full_name: field('full_name'),
    phone_number: field('phone_number'),
    email: field('email'),
    language: form.get('language') ?? default_language,
    consent: field('consent') !== '',
    idempotency_key: field('idempotency_key') || crypto.randomUUID(),
  }
}

/**
 * The registration that the form asks for. Without the tick it is one without WhatsApp, and needs an e-mail address: a tick that was
 * overlooked must not leave somebody without messages.
 *
 * @throws {AppError} `invalid_input` where neither is given, with the faults of the other fields
 */
export function toRegistration(
  { consent, full_name, phone_number, email, language }: Typed,
  { words }: { words: string },
  ctx: RegisteringContext,
): CreateRegistration {
  const registration = {
    full_name,
    phone_number,
    email,
    language,
    whatsapp_opt_in: consent,
    ...(consent ? { consent: { source: 'sign-up page', words } } : {}),
  }
  if (consent || email.trim() !== '') return registration
  const others = faultsOf(() => readNewPerson(registration, { ...ctx, consent_source: '' }))
  const missing = { pointer: '/consent', code: 'missing', detail: ENGLISH.sign_up.faults.consent }
  throw new AppError('invalid_input', missing.detail, { faults: [...others, missing] })
}

function faultsOf(read: () => unknown): readonly Fault[] {
  try {
    read()
    return []
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_input') return error.faults
    throw error
  }
}

const FIELDS = ['full_name', 'phone_number', 'email', 'language', 'consent'] as const

/** The sentences beside the fields, in the order of the form. */
export function describeFaults(faults: readonly Fault[], words: SignUpPage): Map<string, string> {
  return new Map(
    FIELDS.flatMap((field) => {
      const fault = faults.find(({ pointer }) => pointer === `/${field}`)
      return fault === undefined ? [] : [[field, sentenceFor(fault, words.faults, field)] as const]
    }),
  )
}

function sentenceFor(
  { code = '', detail }: Fault,
  sentences: SignUpPage['faults'],
  field: (typeof FIELDS)[number],
): string {
  if (sentences === ENGLISH.sign_up.faults && code !== 'missing') return detail
  const cause = CAUSES[code]
  return (cause && sentences[cause]) ?? sentences[field]
}

/** Of the codes of the API. */
const CAUSES: Readonly<Record<string, 'link' | 'landline' | 'abroad'>> = {
  name_contains_link: 'link',
  landline: 'landline',
  not_mobile: 'landline',
  country_code_missing: 'abroad',
  unknown_country_code: 'abroad',
  too_short: 'abroad',
  no_such_number: 'abroad',
}
