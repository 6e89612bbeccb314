import { containsLink, spaceInitials } from './link-in-name.ts'
import { countCharacters, toPlainLine } from './plain-line.ts'

const MAX_FULL_NAME_CHARACTERS = 200

export type NormalisedFullName =
  | { readonly ok: true; readonly full_name: string }
  | {
      readonly ok: false
      readonly code: 'nul_character' | 'no_letter' | 'too_long' | 'name_contains_link'
      /** A sentence that says what to do. */
      readonly fault: string
    }

export function normaliseFullName(text: string): NormalisedFullName {
  if (text.includes('\0')) {
    const fault = 'Leave out the NUL character (U+0000): no name contains it.'
    return { ok: false, code: 'nul_character', fault }
  }
  const full_name = spaceInitials(toPlainLine(text))
  if (!/\p{L}/u.test(full_name)) {
    return { ok: false, code: 'no_letter', fault: 'Give a name: it needs at least one letter.' }
  }
  if (countCharacters(full_name) > MAX_FULL_NAME_CHARACTERS) {
    const fault = `Shorten the name to at most ${MAX_FULL_NAME_CHARACTERS} characters.`
    return { ok: false, code: 'too_long', fault }
  }
  if (containsLink(full_name)) return { ok: false, code: 'name_contains_link', fault: LINK_FAULT }
  return { ok: true, full_name }
}

const LINK_FAULT =
  'Give the name alone: no link, no e-mail address and no phone number. Write a blank after the dot of an initial, as in M. K. Ali.'

/** Equal for two normalised names of one person: case and invisible joiners do not count. */
export function nameKey(full_name: string): string {
  return full_name
    .replaceAll(/[\u200C\u200D]/gu, '')
    .toLowerCase()
    .normalize('NFC')
}
