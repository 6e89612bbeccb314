import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import { invalidInput } from '../http/faults.ts'

/** @throws {AppError} `invalid_input` with the configured languages, where it is none of them */
export function requireConfigured(language: string, languages: ConfiguredLanguages): string {
  if (languages.includes(language)) return language
  const detail =
    languages.length === 1
      ? `Messages are sent in ${languages[0]} only: leave language out, or give ${languages[0]}.`
      : `Messages are sent in these languages: ${languages.join(', ')}. Give one of them, or leave language out for ${languages[0]}.`
  throw invalidInput([{ pointer: '/language', detail, code: 'language_not_configured' }])
}

const LANGUAGE = /^([a-z]{2,3})(?:[-_]([a-z]{2}))?$/iu

/** A code, or the name of a configured language in English or in itself; what is neither is refused with the others. */
export function readLanguage(typed: string, languages: ConfiguredLanguages): string | undefined {
  if (typed === '') return undefined
  const named = languages.find((language) => namesOf(language).includes(typed.toLowerCase()))
  if (named !== undefined) return named
  const [whole, language = '', region] = LANGUAGE.exec(typed) ?? []
  if (whole === undefined) return typed
  return region === undefined ? language.toLowerCase() : `${language.toLowerCase()}_${region.toUpperCase()}`
}

function namesOf(language: string): (string | undefined)[] {
  const code = language.replace('_', '-')
  const names = ['en', code].map((locale) => new Intl.DisplayNames(locale, { type: 'language' }).of(code))
  return names.map((name) => name?.toLowerCase())
}
