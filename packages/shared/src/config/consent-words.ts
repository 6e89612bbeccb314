import { isObject, parseJson } from '../json-object.ts'
import { countCharacters, toPlainLine } from '../people/plain-line.ts'

/** Words of a consent by language; those under `''` are for every language. */
export type ConsentWords = Readonly<Record<string, string>>

const MAX_CHARACTERS = 1_000 // of the words that a registration stores

/** One text, or a JSON object with a text by language. */
export const consentWords = {
  expects: `a text of at most ${MAX_CHARACTERS} characters, or a JSON object with such a text by language, such as {"en":"…","ur":"…"}`,
  parse(raw: string): ConsentWords | undefined {
    const entries = raw.trimStart().startsWith('{') ? entriesOf(raw) : [['', raw]]
    const words = entries.map(([language = '', text = '']) => [language, toPlainLine(text)] as const)
    const fits = words.every(([, text]) => text !== '' && countCharacters(text) <= MAX_CHARACTERS)
    return fits && words.length > 0 ? Object.fromEntries(words) : undefined
  },
}

function entriesOf(raw: string): string[][] {
  const parsed = parseJson(raw)
  const entries = isObject(parsed) ? Object.entries(parsed) : []
  return entries.map(([language, text]) => [language, typeof text === 'string' ? text : ''])
}
