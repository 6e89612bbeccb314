import { TEMPLATE_NAMES, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { exampleOf, wordsOf } from '@dutybell/shared/templates/languages'

/** One translation of a template that is in the account. */
export interface StoredTemplate {
  /** May exceed 2^53, hence a string. */
  readonly id: string
  readonly name: string
  readonly language: string
  readonly body: string
  readonly example: readonly string[]
  readonly status: string
  readonly category: string
  readonly quality: string
  readonly parameter_format: ParameterFormat
  readonly time_to_live_seconds: number
}

export type ParameterFormat = 'POSITIONAL' | 'NAMED'

export interface TemplateStore {
  readonly list: () => readonly StoredTemplate[]
  /** Exactly that name and language: `en` is not `en_US`. */
  readonly find: (name: string, language: string) => StoredTemplate | undefined
  /** A status adds the template of the catalogue to the account if it is not there; `DELETED` removes it. @returns the changed translations */
  readonly change: (change: TemplateChange) => readonly StoredTemplate[]
  readonly add: (template: Omit<StoredTemplate, 'id' | 'quality'>) => StoredTemplate
}

export interface TemplateChange {
  readonly name: string
  /** By default each language. */
  readonly language?: string
  readonly status?: string
  readonly category?: string
  readonly quality?: string
  /** The text of the body. */
  readonly body?: string
  readonly parameter_format?: ParameterFormat
  readonly time_to_live_seconds?: number
  readonly new_name?: string
}

const FIRST_ID = 13_870_000_000_000_001n

/** The account has the required templates, approved; an optional one comes with its first status. */
export function createTemplateStore(languages: readonly string[]): TemplateStore {
  const translations = TEMPLATE_NAMES.flatMap((name) => languages.map((language) => ({ name, language })))
  const possible = translations.map(({ name, language }, position): StoredTemplate => {
    const { category, optional, time_to_live_seconds } = TEMPLATES[name]
    const words = wordsOf(name, language, languages[0] ?? language)
    return {
      id: String(FIRST_ID + BigInt(position)),
      name,
      language,
      body: words.body,
      example: exampleOf(name, language, words.language.code),
      status: optional ? 'DELETED' : 'APPROVED',
      category,
      quality: 'GREEN',
      parameter_format: 'POSITIONAL',
      time_to_live_seconds,
    }
  })
  const list = () => possible.filter(({ status }) => status !== 'DELETED')
  return {
    list,
    find: (name, language) => list().find((stored) => stored.name === name && stored.language === language),
    change({ name, language, new_name, ...facts }) {
      return possible.flatMap((stored, position) => {
        if (stored.name !== name || (language ?? stored.language) !== stored.language) return []
        const changed = { ...stored, ...facts, name: new_name ?? name }
        possible[position] = changed
        return [changed]
      })
    },
    add(template) {
      const id = String(FIRST_ID + BigInt(possible.length))
      const added = { ...template, id, quality: 'UNKNOWN' }
      possible.push(added)
      return added
    },
  }
}

/** The row of `GET /{WABA_ID}/message_templates`. */
export function presentTemplate(stored: StoredTemplate): Record<string, unknown> {
  const { id, name, status, category, language, parameter_format, body, example, quality } = stored
  return {
    id,
    name,
    status,
    category,
    language,
    parameter_format,
    components: [{ type: 'BODY', text: body, example: { body_text: [example] } }],
    quality_score: { score: quality },
    rejected_reason: status === 'REJECTED' ? 'INVALID_FORMAT' : 'NONE',
    message_send_ttl_seconds: stored.time_to_live_seconds,
  }
}

/** How many different parameters the body has, positional or named. */
export function parametersIn(body: string): number {
  return new Set([...body.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name)).size
}
