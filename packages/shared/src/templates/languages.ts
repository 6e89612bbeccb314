import { type TemplateName, TEMPLATES } from './catalogue.ts'
import { ENGLISH } from './words/en.ts'
import { HINDI } from './words/hi.ts'
import type { Language, Words } from './words/language.ts'
import { URDU } from './words/ur.ts'

/** The languages that have words here, each complete but for what its file lacks. */
export const LANGUAGES: readonly Language[] = [ENGLISH, HINDI, URDU]

/** META_WA_TEMPLATE_LANGUAGE: the languages of the messages, the default first. */
export type ConfiguredLanguages = readonly [string, ...string[]]

/** The language of a message to a person, which is frozen when it is published. */
export function languageFor(wanted: string, languages: ConfiguredLanguages): string {
  return languages.includes(wanted) ? wanted : languages[0]
}

export interface MessageWords extends Words {
  /** Whose words they are. */
  readonly language: Language
}

/** The words of a template. Where the language has none, those of the default, else the English ones. */
export function wordsOf(name: TemplateName, code: string, default_code: string): MessageWords {
  for (const language of [findLanguage(code), findLanguage(default_code)]) {
    const words = language?.templates[name]
    if (language !== undefined && words !== undefined) return { ...words, language }
  }
  return { ...ENGLISH.templates[name], language: ENGLISH }
}

/** What functions of the database need to publish in these languages. */
export function languagesJson(languages: ConfiguredLanguages): string {
  const months = Object.fromEntries(languages.map((code) => [code, monthsOf(code, languages[0])]))
  const more = Object.fromEntries(languages.map((code) => [code, moreOf(code, languages[0])]))
  return JSON.stringify({ default: languages[0], months, more })
}

/** `15 March 2026`, as the messages of the language have it, on every machine. */
export function dateIn(date: Temporal.PlainDate, code: string, default_code: string): string {
  return `${date.day} ${monthsOf(code, default_code)[date.month - 1]} ${date.year}`
}

/** The example of a template, in the language. */
export function exampleOf(name: TemplateName, code: string, default_code: string): string[] {
  return TEMPLATES[name].parameters.map(({ example }) =>
    /^\d{4}-\d{2}-\d{2}$/.test(example)
      ? dateIn(Temporal.PlainDate.from(example), code, default_code)
      : example,
  )
}

/** Of the code, or of its language without the country: `pt` for `pt_BR`. */
export function findLanguage(code: string): Language | undefined {
  const of = [code, code.split('_')[0]]
  return of.flatMap((wanted) => LANGUAGES.find((language) => language.code === wanted) ?? [])[0]
}

/** `and {n} more`, after the duties that fit into a message. */
export function moreOf(code: string, default_code: string): string {
  return (findLanguage(code) ?? findLanguage(default_code) ?? ENGLISH).more
}

function monthsOf(code: string, default_code: string): Language['months'] {
  return (findLanguage(code) ?? findLanguage(default_code) ?? ENGLISH).months
}
