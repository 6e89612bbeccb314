import { type Static, Type } from 'typebox'
import { NullableInstant, nullableString } from '../http/schemas.ts'

const MAX_NAME_CHARACTERS = 512 // the longest name Meta allows

export const TemplateParams = Type.Object({
  name: Type.String({ maxLength: MAX_NAME_CHARACTERS, examples: ['duty_reminder_tomorrow'] }),
})

export const TEMPLATE_STATES = ['active', 'held'] as const

export const Template = Type.Object(
  {
    name: Type.String(),
    state: Type.Enum(TEMPLATE_STATES),
    reason: nullableString({ description: 'The reason of the hold.' }),
    action: nullableString({ description: 'What to do about the hold.' }),
    updated_at: NullableInstant,
    waiting: Type.Integer({ description: 'Held deliveries of the template.' }),
  },
  { title: 'Template' },
)
export type Template = Static<typeof Template>
