import { COURTESY, ENGLISH, type Phrases, ROMAN } from './preference-phrases.ts'
import { SCRIPTS } from './preference-scripts.ts'

export type Preference = 'stop' | 'start'

/** The preference in a text that is one phrase with courtesy words: "please stop by at 5" and "don't stop" contain none. */
export function readPreference(text: string): Preference | null {
  if (text.length > MAX_LENGTH) return null
  const plain = normalise(text)
  if (WHOLE.stop.test(plain)) return 'stop'
  return WHOLE.start.test(plain) ? 'start' : null
}

/** Whether a text contains a STOP phrase beside other words, so that a person has to read it. */
export function mayAskToStop(text: string): boolean {
  return PART.test(` ${normalise(text)}`)
}

const MAX_LENGTH = 160

/** Letters that keyboards write in several ways: those of Arabic and Urdu, and the chillu letters of Malayalam. */
const SAME_LETTERS: readonly (readonly [RegExp, string])[] = [
  [/[أإآٱ]/gu, 'ا'],
  [/[يى]/gu, 'ی'],
  [/ك/gu, 'ک'],
  [/[هة]/gu, 'ہ'],
  [/ൺ/gu, 'ണ്'],
  [/ൻ/gu, 'ന്'],
  [/ർ/gu, 'ര്'],
  [/ൽ/gu, 'ല്'],
  [/ൾ/gu, 'ള്'],
]
const VOWEL_SIGNS = /[\u064B-\u065F\u0670\u0640]/gu // of Arabic, and the tatweel
const INVISIBLE = /[\p{Cf}\uFE0F]/gu // joiners, directions, the colour of an emoji
const APOSTROPHES = /['’‘ʼ`´]/gu
const NO_LETTERS = /[\p{P}\p{S}\p{Z}\p{Cc}]+/gu

/** Words in one spelling, each followed by a blank. */
function normalise(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(INVISIBLE, '')
    .replaceAll(VOWEL_SIGNS, '')
    .replaceAll(APOSTROPHES, '')
    .replaceAll(NO_LETTERS, ' ')
    .trim()
  const merged = SAME_LETTERS.reduce((so_far, [letters, letter]) => so_far.replaceAll(letters, letter), plain)
  return merged === '' ? '' : `${merged} `
}

function oneOf(phrases: readonly string[]): string {
  const longest_first = phrases.map(normalise).toSorted((a, b) => b.length - a.length)
  return `(?:${longest_first.join('|')})`
}

/** Other words between a word for messages and its verb. */
const MAX_BETWEEN = 4

/** The phrases alone, in any language: without the words that may stand around them. */
function verbsOf(phrases: Phrases, kind: Preference): string {
  const { nouns, [kind]: alone } = phrases
  const with_noun = phrases[`${kind}_with_noun`] ?? []
  if (with_noun.length === 0) return oneOf(alone)
  const between = `${othersOf(phrases)}{0,${MAX_BETWEEN}}?`
  const [first, last] = phrases === ENGLISH ? [with_noun, nouns] : [nouns, with_noun]
  return `(?:${oneOf(alone)}|${oneOf(first)}${between}${oneOf(last)})`
}

function othersOf({ fillers, nouns }: Phrases): string {
  return oneOf([...fillers, ...nouns, ...COURTESY])
}

function wholePhrase(phrases: Phrases, kind: Preference): string {
  const others = `${othersOf(phrases)}*`
  return `${phrases === ENGLISH ? '' : others}${verbsOf(phrases, kind)}${others}`
}

/** A phrase may be repeated, as in "STOP STOP". */
function whole(kind: Preference): RegExp {
  const phrase = LANGUAGES.map((phrases) => wholePhrase(phrases, kind)).join('|')
  return new RegExp(`^${oneOf(COURTESY)}*(?:${phrase}){1,3}$`, 'u')
}

const LANGUAGES = [ENGLISH, ...ROMAN, ...SCRIPTS]
const WHOLE = { stop: whole('stop'), start: whole('start') }
const PART = new RegExp(` (?:${LANGUAGES.map((phrases) => verbsOf(phrases, 'stop')).join('|')})`, 'u')
