import { countCharacters, toPlainLine } from './plain-line.ts'

export const MAX_FULL_NAME_CHARACTERS = 200

export type NormalisedFullName = { ok: true; full_name: string } | { ok: false; fault: string }

export function normaliseFullName(text: string): NormalisedFullName {
  if (text.includes('\0'))
    return { ok: false, fault: 'Leave out the NUL character (U+0000): no name contains it.' }
  const full_name = toPlainLine(text)
  if (!/\p{L}/u.test(full_name)) return { ok: false, fault: 'Give a name: it needs at least one letter.' }
  if (countCharacters(full_name) > MAX_FULL_NAME_CHARACTERS) {
    return { ok: false, fault: `Shorten the name to at most ${MAX_FULL_NAME_CHARACTERS} characters.` }
  }
  return { ok: true, full_name }
}

/** What makes two normalised names of one phone the same person's: neither case nor an unseen joiner tells them apart. */
export function nameKey(full_name: string): string {
  return full_name
    .replaceAll(/[\u200C\u200D]/gu, '')
    .toLowerCase()
    .normalize('NFC')
}
