import { TEMPLATES, type Template } from '@dutybell/shared/templates/catalogue'
import { exampleOf, type MessageWords, wordsOf } from '@dutybell/shared/templates/languages'

/** One translation of a template that is in the account. */
export interface StoredTemplate {
  /** May exceed 2^53, hence a string. */
  readonly id: string
  readonly language: string
  readonly template: Template
  readonly words: MessageWords
  readonly status: string
  readonly category: string
  readonly quality: string
}

export interface TemplateStore {
  readonly list: () => readonly StoredTemplate[]
  /** Exactly that name and language: `en` is not `en_US`. */
  readonly find: (name: string, language: string) => StoredTemplate | undefined
  /** Adds the template to the account if it is not there; `DELETED` removes it. @returns the translations with the new status */
  readonly setStatus: (change: TemplateStatusChange) => readonly StoredTemplate[]
}

export interface TemplateStatusChange {
  readonly name: string
  readonly status: string
  /** By default each language. */
  readonly language?: string
  readonly category?: string
  readonly quality?: string
}

const FIRST_ID = 13_870_000_000_000_001n

/** The account has the required templates, approved; an optional one comes with its first status. */
export function createTemplateStore(languages: readonly string[]): TemplateStore {
  const translations = Object.values(TEMPLATES).flatMap((template) =>
    languages.map((language) => ({
      template,
      language,
      words: wordsOf(template.name, language, languages[0] ?? language),
    })),
  )
  const possible = translations.map((translation, position): StoredTemplate => {
    const { template } = translation
    const status = template.optional ? 'DELETED' : 'APPROVED'
    const { category } = template
    return { ...translation, id: String(FIRST_ID + BigInt(position)), status, category, quality: 'GREEN' }
  })
  const list = () => possible.filter(({ status }) => status !== 'DELETED')
  return {
    list,
    find: (name, language) =>
      list().find((stored) => stored.template.name === name && stored.language === language),
    setStatus({ name, language, ...facts }) {
      return possible.flatMap((stored, position) => {
        if (stored.template.name !== name || (language ?? stored.language) !== stored.language) return []
        const changed = { ...stored, ...facts }
        possible[position] = changed
        return [changed]
      })
    },
  }
}

/** The row of `GET /{WABA_ID}/message_templates`. */
export function presentTemplate(stored: StoredTemplate): Record<string, unknown> {
  const { template, words, language } = stored
  const example = exampleOf(template.name, language, words.language.code)
  return {
    id: stored.id,
    name: template.name,
    status: stored.status,
    category: stored.category,
    language,
    parameter_format: 'POSITIONAL',
    components: [{ type: 'BODY', text: words.body, example: { body_text: [example] } }],
    quality_score: { score: stored.quality },
    rejected_reason: 'NONE',
    message_send_ttl_seconds: template.time_to_live_seconds,
  }
}
