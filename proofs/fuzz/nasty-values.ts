import { nastyText } from './nasty-texts.ts'
import type { Random } from './random.ts'

declare global {
  interface JSON {
    /** Of ES2026; TypeScript does not know it yet. */
    rawJSON(text: string): object
  }
}

/** Written into the JSON as they are: JSON.stringify would not write most of them. */
const NUMBERS = [
  '0', '-0', '-1', '1', '0.5', '-0.0', '1e0', '1E+2', '1.0', '201', '200', '86400', '86401',
  '2147483647', '2147483648', '-2147483649', '4294967296', '9007199254740991', '9007199254740993',
  '9223372036854775807', '9223372036854775808', '-9223372036854775809', '1e21', '1e308', '1e309', '1e400', '-1e400', '1e-400', '5e-324',
  `1${'0'.repeat(400)}`, `0.${'0'.repeat(400)}1`, '3.141592653589793238462643383279',
] // prettier-ignore

/** A value of any type, and nothing one hopes for. */
export function nastyValue(random: Random, depth = 0): unknown {
  const kind = random.fraction()
  if (kind < 0.4) return nastyText(random)
  if (kind < 0.6) return JSON.rawJSON(random.pick(NUMBERS))
  if (kind < 0.75) return random.pick([null, true, false])
  if (depth > 3) return []
  const count = random.pick([0, 1, 2, 5])
  if (kind < 0.87) return Array.from({ length: count }, () => nastyValue(random, depth + 1))
  return Object.fromEntries(
    Array.from({ length: count }, () => [nastyText(random), nastyValue(random, depth + 1)]),
  )
}

/** For a query string, where a number is a text. */
export function nastyNumber(random: Random): string {
  return random.pick([...NUMBERS, ...ODD_NUMBERS])
}

const ODD_NUMBERS = ['', ' 5', '5 ', '+5', '05', '0x10', '1_000', '٥', 'Infinity', '-Infinity', 'NaN', '1,5', '1n', '5;', '[5]', 'null', 'true'] // prettier-ignore
