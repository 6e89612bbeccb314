import { type Static, Type } from 'typebox'
import { MAX_TYPED_PHONE_NUMBER_CHARACTERS } from '@dutybell/shared/people/phone-number'
import { Id, Instant, LANGUAGE_PATTERN, nullableString, listQuery, sortBy } from '../http/schemas.ts'

// As typed; the domain's own limits hold after white space and invisible characters are gone.
const MAX_TYPED_NAME_CHARACTERS = 1_000
const MAX_TYPED_EMAIL_CHARACTERS = 320
const MAX_SEARCH_CHARACTERS = 200 // as the longest name
const MAX_TYPED_SOURCE_CHARACTERS = 500
const MAX_TYPED_WORDS_CHARACTERS = 3_000

const FullName = Type.String({
  maxLength: MAX_TYPED_NAME_CHARACTERS,
  description: 'At most 200 characters.',
  examples: ['Ahmed Ali'],
})
const TYPED_PHONE_NUMBER = {
  maxLength: MAX_TYPED_PHONE_NUMBER_CHARACTERS,
  description:
    'A mobile number as people and apps write it. Digits without + or 00 are a number of DEFAULT_COUNTRY.',
  examples: ['+91 98765 43210'],
}
const PhoneNumber = nullableString({
  ...TYPED_PHONE_NUMBER,
  description: `${TYPED_PHONE_NUMBER.description} Without whatsapp_opt_in it may be a landline; or null or absent where there is an e-mail address.`,
})
const Email = nullableString({
  maxLength: MAX_TYPED_EMAIL_CHARACTERS,
  format: 'email',
  description: 'Null, blank or absent: no e-mail.',
  examples: ['ahmed@example.org'],
})
const WhatsappOptIn = { description: 'Whether the person agreed to WhatsApp messages.' }
const Consent = Type.Object(
  {
    source: Type.Optional(
      Type.String({
        maxLength: MAX_TYPED_SOURCE_CHARACTERS,
        description: 'The form, the list or the call. At most 100 characters.',
        examples: ['sign-up form 2026'],
      }),
    ),
    words: Type.Optional(
      Type.String({
        maxLength: MAX_TYPED_WORDS_CHARACTERS,
        description: 'The exact text that the person agreed to. At most 1000 characters.',
        examples: ['Tell me of my duties by WhatsApp.'],
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'The consent to WhatsApp, stored with its time. Only with an opt-in.',
  },
)
export type TypedConsent = Static<typeof Consent>
const Language = {
  pattern: LANGUAGE_PATTERN,
  description: 'The language of the messages: one of META_WA_TEMPLATE_LANGUAGE.',
  examples: ['en'],
}

export const CreateRegistration = Type.Object(
  {
    full_name: FullName,
    phone_number: Type.Optional(PhoneNumber),
    email: Type.Optional(Email),
    whatsapp_opt_in: Type.Boolean({ ...WhatsappOptIn, default: true }),
    consent: Type.Optional(Consent),
    language: Type.Optional(
      Type.String({ ...Language, description: `${Language.description} Absent: the first of them.` }),
    ),
    notify: Type.Optional(
      Type.Enum(['now', 'never'] as const, {
        description:
          'For keys. `never`: no message that the registration was received. Unless given, the message is sent.',
      }),
    ),
  },
  {
    title: 'CreateRegistration',
    additionalProperties: false,
    required: ['full_name'],
    if: { properties: { whatsapp_opt_in: { const: false } }, required: ['whatsapp_opt_in'] },
    else: { required: ['phone_number'] },
    examples: [
      {
        full_name: 'Ahmed Ali',
        phone_number: '+91 98765 43210',
        email: 'ahmed@example.org',
        consent: { source: 'sign-up form 2026', words: 'Tell me of my duties by WhatsApp.' },
      },
    ],
  },
)
export type CreateRegistration = Static<typeof CreateRegistration>

export const ChangeRegistration = Type.Object(
  {
    full_name: Type.Optional(FullName),
    phone_number: Type.Optional(PhoneNumber),
    email: Type.Optional(Email),
    whatsapp_opt_in: Type.Optional(Type.Boolean(WhatsappOptIn)),
    consent: Type.Optional(Consent),
    language: Type.Optional(Type.String(Language)),
  },
  {
    title: 'ChangeRegistration',
    additionalProperties: false,
    minProperties: 1,
    examples: [{ email: 'ahmed.ali@example.org', language: 'en' }],
  },
)
export type ChangeRegistration = Static<typeof ChangeRegistration>

const REGISTRATION_STATUSES = ['active', 'erased'] as const

export const ListRegistrations = listQuery({
  sort: sortBy('-created_at', 'created_at'),
  search: Type.Optional(
    Type.String({
      maxLength: MAX_SEARCH_CHARACTERS,
      description:
        'Each word is the beginning of a word of the name, in any order; four digits or more are the end of the number; a word with @ is part of the address. Without the scope `pii`: names, and exactly the four digits that are shown.',
      examples: ['ali 3210'],
    }),
  ),
  phone_number: Type.Optional({
    ...Type.String(TYPED_PHONE_NUMBER),
    description: 'The whole number as people and apps write it. Needs the scope `pii`.',
  }),
  email: Type.Optional(
    Type.String({
      maxLength: MAX_TYPED_EMAIL_CHARACTERS,
      format: 'email',
      description: 'The whole address; upper case makes no difference. Needs the scope `pii`.',
      examples: ['ahmed@example.org'],
    }),
  ),
  status: Type.Optional(Type.Enum(REGISTRATION_STATUSES, { examples: ['active'] })),
})
export type ListRegistrations = Static<typeof ListRegistrations>

export const Registration = Type.Object(
  {
    id: Id,
    full_name: Type.String(),
    phone_number: nullableString({
      description: 'E.164, null where there is none; without the scope `pii` masked, such as `91******3210`.',
      examples: ['+919876543210'],
    }),
    email: nullableString({ description: 'Without the scope `pii` masked, such as `a•••@example.org`.' }),
    whatsapp_opt_in: Type.Boolean(),
    language: Type.String(),
    status: Type.Enum(REGISTRATION_STATUSES),
    version: Type.Integer({ description: 'Raised by every change.' }),
    created_at: Instant,
    updated_at: Instant,
  },
  { title: 'Registration' },
)
export type Registration = Static<typeof Registration>
