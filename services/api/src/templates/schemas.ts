import { type Static, Type } from 'typebox'
import { NullableInstant, nullableString } from '../http/schemas.ts'

const MAX_NAME_CHARACTERS = 512 // the longest name Meta allows
const MAX_LANGUAGE_CHARACTERS = 40 // longer than any code, so that a wrong one is a 404

export const TemplateParams = Type.Object({
  name: Type.String({ maxLength: MAX_NAME_CHARACTERS, examples: ['duty_reminder_tomorrow'] }),
})

export const ReleaseQuery = Type.Object(
  {
    language: Type.Optional(
      Type.String({
        maxLength: MAX_LANGUAGE_CHARACTERS,
        description: 'Release only this translation. Absent: every held one.',
        examples: ['en'],
      }),
    ),
  },
  { additionalProperties: false },
)

const TEMPLATE_STATES = ['active', 'held'] as const

export const Template = Type.Object(
  {
    name: Type.String(),
    language: nullableString({ description: 'Null: every language.', examples: ['en'] }),
    state: Type.Enum(TEMPLATE_STATES),
    reason: nullableString({ description: 'The reason of the hold.' }),
    action: nullableString({ description: 'What to do about the hold.' }),
    updated_at: NullableInstant,
    waiting: Type.Integer({ description: 'Held deliveries of the template in this language.' }),
  },
  { title: 'Template' },
)
export type Template = Static<typeof Template>
