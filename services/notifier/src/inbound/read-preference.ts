import { PREFERENCE_WORDS } from './preference-words.ts'

export type Preference = 'stop' | 'start'

/** What the words ask for, if that is all they say: "please stop by at 5" asks for nothing. */
export function readPreference(text: string): Preference | null {
  if (text.length > LONGEST_TYPED) return null
  return KNOWN.get(normalise(text)) ?? null
}

const LONGEST_TYPED = 100 // the longest of the words, with room for punctuation

/** Letters that Arabic and Urdu keyboards write in several ways. */
const SAME_LETTERS: readonly (readonly [RegExp, string])[] = [
  [/[أإآٱ]/gu, 'ا'],
  [/[يى]/gu, 'ی'],
  [/ك/gu, 'ک'],
  [/[هة]/gu, 'ہ'],
]
const VOWEL_SIGNS = /[\u064B-\u065F\u0670\u0640]/gu // of Arabic, and the tatweel
const INVISIBLE = /[\p{Cf}\uFE0F]/gu // joiners, directions, the colour of an emoji
const NO_LETTERS = /[\p{P}\p{S}\p{Z}\p{Cc}]+/gu

function normalise(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(INVISIBLE, '')
    .replaceAll(VOWEL_SIGNS, '')
    .replaceAll(NO_LETTERS, ' ')
    .trim()
  return SAME_LETTERS.reduce((folded, [letters, letter]) => folded.replaceAll(letters, letter), plain)
}

const KNOWN: ReadonlyMap<string, Preference> = new Map([...wordsFor('stop'), ...wordsFor('start')])

function wordsFor(preference: Preference): [string, Preference][] {
  const words = Object.values(PREFERENCE_WORDS[preference]).flat()
  return words.map((word) => [normalise(word), preference])
}
