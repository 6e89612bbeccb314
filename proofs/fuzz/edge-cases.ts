import fc from 'fast-check'

declare global {
  interface JSON {
    /** Of ES2026; TypeScript does not know it yet. */
    rawJSON(text: string): object
  }
}

const TEXTS = ['', ' ', '\0', 'a\0b', '\u0001\u001f\u007f\u0085', '\ud800', 'a\udc00b', '\uffff\ufffe', '\ufeffbom', '\u202e\u2066drow\u2069', 'رمضان \u200f١٢٣', `a${'\u0301\u0327'.repeat(50)}`, '👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿', '\r\nset-cookie: a=b', '__proto__', 'constructor', 'null', '[object Object]', '9.19877E+11', '٠١٢٣٤٥٦٧٨٩', "'; drop table registrations; --", '<script>alert(1)</script>', '../../../../etc/passwd', '\\u0000', '%00', '%c0%af', '{}', 'x'.repeat(65_536)] // prettier-ignore
const NUMBERS = ['-0', '-1', '0.5', '1e400', '-1e400', '1e-400', '201', '2147483648', '9007199254740993', '9223372036854775808', `1${'0'.repeat(400)}`] // prettier-ignore
const DATES = ['2026-03-14', '2023-02-29', '2026-02-30', '0000-01-01', '0001-01-01', '9999-12-31', '10000-01-01', '-271821-04-19', '+275760-09-13', '20260314', '2026-W11-6', '26-03-14', '٢٠٢٦-٠٣-١٤', '2026-03-14\n', 'today', 'infinity'] // prettier-ignore
const SEPARATORS = ['T', 't', ' ', '']
const TIMES = [
  '12:30:00',
  '12:30',
  '12',
  '24:00:00',
  '23:59:60',
  '12:30:00,5',
  '12:30:00.1234567891',
  'allballs',
]
const ZONES = ['Z', 'z', '+05:30', '+05', '+16:00', '-23:59', '+05:30:15', ' Asia/Kolkata', 'Z[Asia/Kolkata]', '', 'EST'] // prettier-ignore

/** Texts that often break programs; sometimes as long as a limit, or one character longer. */
export function edgeCaseText(limit = 200): fc.Arbitrary<string> {
  const length = fc.constantFrom(limit - 1, limit, limit + 1)
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    {
      weight: 1,
      arbitrary: length.chain((n) =>
        fc.string({ unit: 'grapheme', minLength: n, maxLength: n, size: 'max' }),
      ),
    },
  )
}

/** Values that nearly have the format. */
export function edgeCaseOf({
  format,
  maxLength,
}: {
  format?: string
  maxLength?: number
}): fc.Arbitrary<string> {
  const nearly = format === undefined ? undefined : NEARLY[format]
  const any = edgeCaseText(maxLength)
  return nearly === undefined
    ? any
    : fc.oneof({ weight: 2, arbitrary: nearly }, { weight: 1, arbitrary: any })
}

/** The first part is the usual one, so that mostly a single part is wrong. */
function usually(parts: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(fc.constant(parts[0] ?? ''), fc.constantFrom(...parts))
}

const NEARLY: Readonly<Record<string, fc.Arbitrary<string>>> = {
  date: fc.constantFrom(...DATES),
  'date-time': fc
    .tuple(usually(DATES), usually(SEPARATORS), usually(TIMES), usually(ZONES))
    .map((parts) => parts.join('')),
  uuid: fc
    .tuple(fc.uuid(), fc.nat(5))
    .map(
      ([id, kind]) =>
        [id, id.replaceAll('-', ''), `{${id}}`, `${id}0`, `${id}\n`, id.toUpperCase()][kind] ?? id,
    ),
  email: fc.oneof(
    fc.emailAddress(),
    fc.constantFrom('.a@example.org', 'a b@example.org', `${'x'.repeat(65)}@example.org`, 'a@[127.0.0.1]', 'a@xn--.org', 'ä@bücher.example', 'a@@example.org', `a@${'b.'.repeat(130)}org`), // prettier-ignore
  ),
}

/** A number as JSON source: JSON.stringify would not write most of them. */
const rawNumber = fc.constantFrom(...NUMBERS)

/** For a query, where a number is a text. */
export const edgeCaseNumber = fc.oneof(
  rawNumber,
  fc.constantFrom('', ' 5', '+5', '0x10', '٥', 'NaN', '[5]', 'null'),
)

/** A JSON value of any type. */
export const edgeCaseValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: edgeCaseText() },
  { weight: 2, arbitrary: rawNumber.map((text) => JSON.rawJSON(text)) },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)
