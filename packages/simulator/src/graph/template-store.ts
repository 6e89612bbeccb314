import { TEMPLATES, type Template } from '@dutybell/shared/templates/catalogue'

/** One translation of a template. */
export interface StoredTemplate {
  /** May exceed 2^53, hence a string. */
  readonly id: string
  readonly language: string
  readonly template: Template
  status: string
}

export interface TemplateStore {
  readonly list: () => readonly StoredTemplate[]
  /** Exactly that name and language: `en` is not `en_US`. */
  readonly find: (name: string, language: string) => StoredTemplate | undefined
}

const FIRST_ID = 13_870_000_000_000_001n

export function createTemplateStore(languages: readonly string[]): TemplateStore {
  const stored = Object.values(TEMPLATES).flatMap((template) =>
    languages.map((language) => ({ template, language })),
  )
  const templates = stored.map(({ template, language }, position): StoredTemplate => {
    return { id: String(FIRST_ID + BigInt(position)), language, template, status: 'APPROVED' }
  })
  return {
    list: () => templates,
    find: (name, language) =>
      templates.find((stored) => stored.template.name === name && stored.language === language),
  }
}

/** The row of `GET /{WABA_ID}/message_templates`. */
export function presentTemplate(stored: StoredTemplate): Record<string, unknown> {
  const { template } = stored
  return {
    id: stored.id,
    name: template.name,
    status: stored.status,
    category: template.category,
    language: stored.language,
    parameter_format: 'POSITIONAL',
    components: [{ type: 'BODY', text: template.body, example: { body_text: [[...template.example]] } }],
    quality_score: { score: 'GREEN' },
    rejected_reason: 'NONE',
    message_send_ttl_seconds: template.name === 'duty_reminder_tomorrow' ? 21_600 : -1,
  }
}
