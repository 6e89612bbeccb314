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
