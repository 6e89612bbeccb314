import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import fc from 'fast-check'
import type { Schema } from './document.ts'
import type { World } from './world.ts'

declare global {
  interface JSON {
    /** Of ES2026; TypeScript does not know it yet. */
    rawJSON(text: string): object
  }
}

/** Every generated name, address and number has a mark, so that it is found where it does not belong. */
export const NAME_MARK = /Fuzzname[a-z]{8}/g
export const EMAIL_MARK = /fuzzmail-[a-z]{8}@/g
export const PHONE_MARK = /(?<![\w-])\+?(91[6-9]\d{9})(?!\d)/g

const SHARED_NUMBER = '+919000000001' // registers more often than one number may within an hour
const MAX_ITEMS = 4
const MAX_LENGTH = 40 // of a valid text
const NEAR = 3 // most numbers are versions and counts, which are small here

/** Values that the schema allows; the name of the field decides where the schema does not say enough. */
export function validValue(world: World, name: string, schema: Schema): fc.Arbitrary<unknown> {
  const { type, enum: allowed, minimum = 0, maximum = 1_000, items = {}, properties = {}, required } = schema
  const by_name = schema.format === 'uuid' ? undefined : BY_NAME[name]
  if (by_name !== undefined) return by_name(world)
  if (allowed !== undefined) return fc.constantFrom(...allowed)
  if (type === undefined) return fc.jsonValue()
  if (typeof type !== 'string')
    return fc.oneof(...type.map((one) => validValue(world, name, { ...schema, type: one })))
  if (type === 'null') return fc.constant(null)
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer') {
    const near = fc.integer({ min: minimum, max: Math.min(minimum + NEAR, maximum) })
    return fc.oneof({ weight: 3, arbitrary: near }, fc.integer({ min: minimum, max: maximum }))
  }
  if (type === 'array') {
    const { minItems: minLength = 0, maxItems = MAX_ITEMS } = schema
    return fc.array(validValue(world, name, items), { minLength, maxLength: Math.min(maxItems, MAX_ITEMS) })
  }
  if (type !== 'object') return validText(world, name, schema)
  const fields = Object.entries(properties).map(
    ([key, inner]) => [key, validValue(world, key, inner)] as const,
  )
  const needed = required ?? fields.slice(0, 1).map(([key]) => key) // many bodies need at least one field
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...needed] })
}

/** The columns of a file for an import, as an export has them. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  '/v1/imports/registrations': { full_name: {}, phone_number: {}, email: {} },
  '/v1/imports/duty-assignments': {
    registration_id: { type: 'string', format: 'uuid' },
    duty_date: { type: 'string', format: 'date' },
    duty_time: {},
  },
}

/** A file for the import at this path, as bytes. */
export function csvFile(world: World, path: string): fc.Arbitrary<Buffer> {
  const columns = Object.entries(COLUMNS[path] ?? {})
  const row = fc.tuple(...columns.map(([name, schema]) => validValue(world, name, schema)))
  return fc.array(row, { minLength: 1, maxLength: MAX_ITEMS }).map((rows) => {
    const lines = [columns.map(([name]) => name), ...rows].map((cells) => cells.join(','))
    return Buffer.from(`${lines.join('\r\n')}\r\n`)
  })
}

function validText({ ids, today }: World, name: string, schema: Schema): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = MAX_LENGTH } = schema
  if (format === 'uuid') {
    const known = [...ids].flatMap(([kind, all]) => (name.startsWith(kind) ? all : []))
    return known.length > 0 ? fc.constantFrom(...known) : fc.uuid()
  }
  // Often tomorrow, for which reminders are due.
  if (format === 'date')
    return fc.oneof(fc.constant(1), fc.nat(30)).map((days) => today.add({ days }).toString())
  if (format === 'date-time') {
    const hours = fc.integer({ min: -48, max: 48 })
    return hours.map((more) => today.toZonedDateTime('UTC').add({ hours: more }).toInstant().toString())
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, MAX_LENGTH) })
}

const DUTY_TIMES = fc.constantFrom('Fajar Azaan', 'Zohr Azaan', 'العصر', '5:30', 'Isha 😀')

const BY_NAME: Readonly<Record<string, (world: World) => fc.Arbitrary<unknown>>> = {
  full_name: () => fc.stringMatching(/^(Ahmed |زينب |Åsa |)Fuzzname[a-z]{8}$/),
  phone_number: () =>
    fc.oneof(
      { weight: 9, arbitrary: fc.stringMatching(/^(\+91|\+91 |0|0091 |91|)[6-9]\d{4} ?\d{5}$/) },
      fc.constant(SHARED_NUMBER),
    ),
  email: () =>
    fc.option(fc.stringMatching(/^fuzzmail-[a-z]{8}@(example\.org|bücher\.example)$/), { freq: 2 }),
  duty_time: () => DUTY_TIMES,
  // Of a template or a duty time.
  name: () => fc.oneof(fc.constantFrom(...TEMPLATE_NAMES), DUTY_TIMES, fc.stringMatching(/^Stall [a-z]{4}$/)),
  language: () => fc.constant('en'),
  channel: () => fc.constantFrom('whatsapp', 'email'),
  error_code: () => fc.constantFrom('131026', '550'),
  'idempotency-key': () => fc.uuid(),
  'hub.mode': () => fc.constant('subscribe'),
  'hub.verify_token': ({ verify_token }) => fc.constant(verify_token),
}

const TEXTS = ['', ' ', 'a\0b', '\u0001\u001f\u007f\u0085', 'a\udc00b', '\uffff\ufeff', '\u202eward\u2069', `a${'\u0301\u0327'.repeat(50)}`, '👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿', '\r\nset-cookie: a=b', '__proto__', '٠١٢٣', "'; drop table registrations; --", '../../etc/passwd', '%00', '%c0%af', 'x'.repeat(65_536)] // prettier-ignore
const NUMBERS = ['-0', '-1', '0.5', '1e400', '1e-400', '2147483648', '9007199254740993', '9223372036854775808', `1${'0'.repeat(400)}`] // prettier-ignore
const DATES = ['2026-03-14', '2023-02-29', '0000-01-01', '9999-12-31', '10000-01-01', '-271821-04-19', '20260314', '٢٠٢٦-٠٣-١٤', '2026-03-14\n', 'infinity'] // prettier-ignore
const TIMES = ['12:30:00', '12', '24:00:00', '23:59:60', '12:30:00,5', '12:30:00.1234567891']
const ZONES = ['Z', 'z', '+05', '+16:00', '+05:30:15', 'Z[Asia/Kolkata]', '', ' EST']

/** The first part is the usual one, so that mostly a single part is wrong. */
const usually = (parts: readonly string[]) => fc.oneof(fc.constant(parts[0] ?? ''), fc.constantFrom(...parts))

const NEARLY: Readonly<Record<string, fc.Arbitrary<string>>> = {
  date: fc.constantFrom(...DATES),
  'date-time': fc
    .tuple(usually(DATES), usually(['T', ' ']), usually(TIMES), usually(ZONES))
    .map((parts) => parts.join('')),
  uuid: fc.uuid().chain((id) => fc.constantFrom(id, id.replaceAll('-', ''), `{${id}}`, `${id}\n`)),
  email: fc.oneof(fc.emailAddress(), fc.constantFrom('a b@example.org', 'a@[127.0.0.1]', 'a@xn--.org')),
}

/** Values that nearly have the format, texts that often break programs, and texts about as long as the limit. */
export function edgeCase({ format = '', maxLength: limit = 200 }: Schema = {}): fc.Arbitrary<string> {
  const length = fc.integer({ min: limit - 1, max: limit + 1 })
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...TEXTS, ...NUMBERS) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    length.chain((n) => fc.string({ minLength: n, maxLength: n, size: 'max' })),
    { weight: NEARLY[format] === undefined ? 0 : 12, arbitrary: NEARLY[format] ?? fc.constant('') },
  )
}

/** Values as edgeCase has them, and JSON of any type. */
export function edgeCaseValue(schema: Schema): fc.Arbitrary<unknown> {
  const { minimum = 0, maximum = 200 } = schema
  return fc.oneof(
    { weight: 4, arbitrary: edgeCase(schema) },
    fc.constantFrom(minimum - 1, maximum + 1),
    // As JSON source: JSON.stringify would not write most of them.
    fc.constantFrom(...NUMBERS).map((text) => JSON.rawJSON(text)),
    { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  )
}
