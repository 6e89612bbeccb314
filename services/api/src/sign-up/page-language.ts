import { type ConfiguredLanguages, findLanguage } from '@dutybell/shared/templates/languages'
import { ENGLISH } from '@dutybell/shared/templates/words/en'
import type { SignUpPage } from '@dutybell/shared/templates/words/language'

/** The language of a page, by the code that is configured. */
export interface PageLanguage {
  readonly code: string
  readonly direction: 'ltr' | 'rtl'
  readonly words: SignUpPage
}

/** The configured languages that have words for the page; English where none has. */
export function pageLanguagesOf(configured: ConfiguredLanguages): readonly [PageLanguage, ...PageLanguage[]] {
  const [first, ...others] = configured.flatMap((code) => {
    const language = findLanguage(code)
    return language?.sign_up ? [{ code, direction: language.direction, words: language.sign_up }] : []
  })
  return first ? [first, ...others] : [{ code: 'en', direction: ENGLISH.direction, words: ENGLISH.sign_up }]
}

/** The language that was asked for by `?lang=`, else the one that the browser prefers, else the first. */
export function choosePageLanguage(
  offered: readonly [PageLanguage, ...PageLanguage[]],
  { lang = '', accept_language = '' }: { lang?: string | undefined; accept_language?: string | undefined },
): PageLanguage {
  for (const wanted of [lang, ...preferred(accept_language)]) {
    const exact = offered.find(({ code }) => tagOf(code) === tagOf(wanted))
    const found = exact ?? offered.find(({ code }) => primary(tagOf(code)) === primary(tagOf(wanted)))
    if (found !== undefined) return found
  }
  return offered[0]
}

/** `pt-br` for `pt_BR`. */
function tagOf(code: string): string {
  return code.toLowerCase().replaceAll('_', '-')
}

function primary(tag: string): string {
  return tag.split('-', 1)[0] ?? ''
}

/** The tags of Accept-Language, the most wanted first; those with a weight of 0 are refused. */
function preferred(header: string): string[] {
  return header
    .split(',')
    .map((item) => {
      const [tag = '', ...parameters] = item.split(';').map((part) => part.trim())
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2)
      return { tag, weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}
