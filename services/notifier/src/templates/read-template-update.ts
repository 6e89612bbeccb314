import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { isTemplateName, type TemplateName } from '@dutybell/shared/templates/catalogue'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import { cleanProviderText } from '../providers/clean-provider-text.ts'

/** An update of one translation of a template. Its id, larger than a JavaScript number, is not needed. */
export type TemplateUpdate = {
  readonly name: TemplateName
  /** As META_WA_TEMPLATE_LANGUAGE has it. */
  readonly language: string
} & (
  | {
      readonly kind: 'template_status'
      /** Such as `PAUSED`; a more exact one in `other_info` (`UNPAUSED`) takes precedence. */
      readonly event: string
      readonly category: string | null
      /** Meta's own text. */
      readonly text: string
    }
  | {
      readonly kind: 'template_category'
      readonly category: string
      /** The category to which Meta moves it in a day; null if it is moved already. */
      readonly impending: string | null
    }
  | {
      readonly kind: 'template_quality'
      /** GREEN, YELLOW, RED or UNKNOWN. */
      readonly quality: string
    }
)

const Words = Type.Optional(Type.Union([Type.String(), Type.Null()]))

const Translation = Type.Object({
  message_template_name: Type.String(),
  message_template_language: Type.String(),
})

const Status = Type.Object({
  event: Type.String({ minLength: 1, maxLength: 60 }),
  message_template_category: Words,
  reason: Words,
  other_info: Type.Optional(Type.Union([Type.Object({ title: Words, description: Words }), Type.Null()])),
  rejection_info: Type.Optional(
    Type.Union([Type.Object({ reason: Words, recommendation: Words }), Type.Null()]),
  ),
})

const Category = Type.Object({
  new_category: Type.String({ minLength: 1, maxLength: 60 }),
  correct_category: Words,
})

const Quality = Type.Object({ new_quality_score: Type.String({ minLength: 1, maxLength: 60 }) })

export type ReadTemplateUpdate = TemplateUpdate | 'not_own' | 'unreadable'

/**
 * `not_own`: another template, or another translation.
 *
 * @param languages META_WA_TEMPLATE_LANGUAGE
 */
export function readTemplateUpdate(
  field: string,
  value: unknown,
  languages: ConfiguredLanguages,
): ReadTemplateUpdate {
  if (!Value.Check(Translation, value)) return 'unreadable'
  const name = value.message_template_name
  const language = languages.find((code) => isSameLanguage(value.message_template_language, code))
  if (!isTemplateName(name) || language === undefined) return 'not_own'
  const of = { name, language }
  if (field === 'message_template_quality_update') {
    if (!Value.Check(Quality, value)) return 'unreadable'
    return { ...of, kind: 'template_quality', quality: value.new_quality_score.toUpperCase() }
  }
  if (field === 'template_category_update') {
    if (!Value.Check(Category, value)) return 'unreadable'
    const { new_category, correct_category } = value
    return { ...of, kind: 'template_category', category: new_category, impending: correct_category ?? null }
  }
  if (!Value.Check(Status, value)) return 'unreadable'
  const event = eventOf(value)
  const category = value.message_template_category ?? null
  return { ...of, kind: 'template_status', event, category, text: textOf(value) }
}

/** Webhooks write `en-US` for what the API calls `en_US`. */
export function isSameLanguage(a: string, b: string): boolean {
  return a.replaceAll('-', '_').toLowerCase() === b.replaceAll('-', '_').toLowerCase()
}

function eventOf({ event, other_info }: Static<typeof Status>): string {
  const title = (other_info?.title ?? '').toUpperCase()
  return title === 'UNPAUSE' || title === 'UNPAUSED' ? 'UNPAUSED' : event.toUpperCase()
}

function textOf({ reason, other_info, rejection_info }: Static<typeof Status>): string {
  const words = [
    reason === 'NONE' ? null : reason,
    other_info?.title,
    other_info?.description,
    rejection_info?.reason,
    rejection_info?.recommendation,
  ]
  return cleanProviderText(
    words.filter((word) => word !== null && word !== undefined && word !== '').join('. '),
  )
}

/** The effect of a template status at Meta on the messages of the template. A status not listed here has none. */
const STATUS_EFFECTS: Readonly<Record<string, 'hold' | 'release' | 'warn'>> = {
  APPROVED: 'release',
  REINSTATED: 'release',
  UNARCHIVED: 'release',
  UNPAUSED: 'release',
  PAUSED: 'hold',
  DISABLED: 'hold',
  REJECTED: 'hold',
  PENDING_DELETION: 'hold',
  DELETED: 'hold',
  LIMIT_EXCEEDED: 'hold',
  ARCHIVED: 'hold',
  FLAGGED: 'warn', // still sent; Meta pauses it if its quality stays low
  LOCKED: 'warn', // it cannot be edited
}

export function statusEffect(event: string): 'hold' | 'release' | 'warn' | 'none' {
  return (Object.hasOwn(STATUS_EFFECTS, event) ? STATUS_EFFECTS[event] : undefined) ?? 'none'
}
