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

/** Valid values, chosen by the name of the field where the schema does not say enough. */
export function validValue(world: World, name: string, schema: Schema): fc.Arbitrary<unknown> {
  const by_name = schema.format === 'date' && name !== 'date' ? day : BY_NAME[name] // from and to are dates or instants
  if (by_name !== undefined) return by_name(world)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const { type = 'string' } = schema
  if (typeof type !== 'string')
    return fc.oneof(...type.map((one) => validValue(world, name, { ...schema, type: one })))
  if (type === 'null') return fc.constant(null)
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer') return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 100 })
  if (type === 'array') return fc.array(validValue(world, name, schema.items ?? {}), { maxLength: 2 })
  if (type === 'object') return validObject(world, schema)
  return fc.stringMatching(/^[a-z]+$/, { maxLength: Math.min(schema.maxLength ?? 40, 40) })
}

/** At least one field, if there are any. */
export function validObject(world: World, { properties = {}, required }: Schema): fc.Arbitrary<object> {
  const all = Object.entries(properties)
  const fields = Object.fromEntries(all.map(([name, inner]) => [name, validValue(world, name, inner)]))
  return fc.record(fields, { requiredKeys: [...(required ?? all.slice(0, 1).map(([name]) => name))] })
}

const day = ({ today }: World) => fc.nat(30).map((days) => today.add({ days }).toString())
const instant = ({ today }: World) =>
  fc
    .tuple(fc.integer({ min: -2, max: 2 }), fc.stringMatching(/^(0[0-9]|1[0-9]):30:00(Z|\+05:30)$/))
    .map(([days, time]) => `${today.add({ days }).toString()}T${time}`)
const channel = fc.constantFrom('whatsapp', 'email')

const BY_NAME: Readonly<Record<string, (world: World) => fc.Arbitrary<unknown>>> = {
  full_name: () => fc.stringMatching(/^(Ahmed |زينب |Åsa |)Fuzzname[a-z]{8}$/),
  phone_number: () =>
    fc.oneof(
      { weight: 9, arbitrary: fc.stringMatching(/^(\+91|\+91 |0|0091 |91|)[6-9]\d{4} ?\d{5}$/) },
      { weight: 1, arbitrary: fc.constant(SHARED_NUMBER) },
    ),
  email: () =>
    fc.option(fc.stringMatching(/^fuzzmail-[a-z]{8}@(example\.org|bücher\.example)$/), { freq: 2 }),
  language: () => fc.constantFrom('en', 'hi', 'ur', 'en_US'),
  duty_date: day,
  duty_date_from: day,
  duty_date_to: day,
  // Mostly tomorrow, whose reminders are published.
  date: ({ today }) => fc.constantFrom(1, 1, 1, 1, 0, 2, 30).map((days) => today.add({ days }).toString()),
  duty_time: () => fc.constantFrom('Fajar Azaan', 'Zohr Azaan', 'العصر', '5:30', 'Isha 😀'),
  version: () => fc.integer({ min: 1, max: 3 }), // of a duty, which few changes raise
  starts_at: () => fc.option(fc.stringMatching(/^([01][0-9]|2[0-3]):[0-5][0-9]$/)),
  ends_at: () => fc.option(fc.stringMatching(/^([01][0-9]|2[0-3]):[0-5][0-9]$/)),
  registration_id: ({ ids }) => fc.constantFrom(...ids.registrations),
  duty_assignment_id: ({ ids }) => fc.constantFrom(...ids['duty-assignments']),
  duty_assignment_ids: ({ ids }) =>
    fc.array(fc.constantFrom(...ids['duty-assignments']), { minLength: 2, maxLength: 2 }),
  subject_id: ({ ids }) => fc.constantFrom(...ids.registrations),
  channel: () => channel,
  // Of a template or a duty time.
  name: () =>
    fc.oneof(fc.constantFrom(...TEMPLATE_NAMES), fc.stringMatching(/^(Fajar Azaan|العصر|Stall [a-z]{4})$/)),
  limit: () => fc.constantFrom(1, 2, 3, 50, 200),
  actor: ({ key_holders }) => fc.constantFrom(...key_holders.map((holder) => holder.name)),
  from: instant,
  to: instant,
  created_from: instant,
  created_to: instant,
  error_code: () => fc.constantFrom('131026', '131049', '550'),
  expected_count: () => fc.nat(3),
  filter: (world) =>
    fc.record(
      {
        state: fc.constantFrom('failed', 'held', 'in_doubt', 'expired', 'cancelled'),
        channel,
        created_from: instant(world),
      },
      { requiredKeys: ['state'] },
    ),
  'idempotency-key': () => fc.uuid(),
  'hub.mode': () => fc.constant('subscribe'),
  'hub.verify_token': ({ verify_token }) => fc.constant(verify_token),
  'hub.challenge': () => fc.stringMatching(/^\d{10}$/),
}

const TEXTS = ['', ' ', '\0', 'a\0b', '\u0001\u001f\u007f\u0085', '\ud800', 'a\udc00b', '\uffff\ufffe', '\ufeffbom', '\u202e\u2066drow\u2069', 'رمضان \u200f١٢٣', `a${'\u0301\u0327'.repeat(50)}`, '👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿', '\r\nset-cookie: a=b', '__proto__', 'constructor', 'null', '9.19877E+11', '٠١٢٣٤٥٦٧٨٩', "'; drop table registrations; --", '<script>alert(1)</script>', '../../etc/passwd', '\\u0000', '%00', '%c0%af', '{}', 'x'.repeat(65_536)] // prettier-ignore
const NUMBERS = ['-0', '-1', '0.5', '1e400', '-1e400', '1e-400', '201', '2147483648', '9007199254740993', '9223372036854775808', `1${'0'.repeat(400)}`] // prettier-ignore
const DATES = ['2026-03-14', '2023-02-29', '0000-01-01', '0001-01-01', '9999-12-31', '10000-01-01', '-271821-04-19', '+275760-09-13', '20260314', '2026-W11-6', '26-03-14', '٢٠٢٦-٠٣-١٤', '2026-03-14\n', 'today', 'infinity'] // prettier-ignore
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

/** The first part is the usual one, so that mostly a single part is wrong. */
const usually = (parts: readonly string[]) => fc.oneof(fc.constant(parts[0] ?? ''), fc.constantFrom(...parts))

const NEARLY: Readonly<Record<string, fc.Arbitrary<string>>> = {
  date: fc.constantFrom(...DATES),
  'date-time': fc
    .tuple(usually(DATES), usually(['T', ' ', '']), usually(TIMES), usually(ZONES))
    .map((parts) => parts.join('')),
  uuid: fc.uuid().chain((id) => fc.constantFrom(id, id.replaceAll('-', ''), `{${id}}`, `${id}0`, `${id}\n`)),
  email: fc.oneof(
    fc.emailAddress(),
    fc.constantFrom('.a@example.org', 'a b@example.org', `${'x'.repeat(65)}@example.org`, 'a@[127.0.0.1]', 'a@xn--.org', 'a@@example.org', `a@${'b.'.repeat(130)}org`), // prettier-ignore
  ),
}

const LETTER = fc.constantFrom('a', ' ', 'é', 'ش', '😀')

/** Values that nearly have the format, texts that often break programs, and texts about as long as the limit. */
export function edgeCase({ format = '', maxLength: limit = 200 }: Schema = {}): fc.Arbitrary<string> {
  const length = fc.integer({ min: limit - 1, max: limit + 1 })
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...TEXTS, ...NUMBERS) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    {
      weight: 1,
      arbitrary: length.chain((n) => fc.string({ unit: LETTER, minLength: n, maxLength: n, size: 'max' })),
    },
    { weight: NEARLY[format] === undefined ? 0 : 12, arbitrary: NEARLY[format] ?? fc.constant('') },
  )
}

/** A JSON value of any type. */
export const edgeCaseValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: edgeCase() },
  // As JSON source: JSON.stringify would not write most of them.
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS).map((text) => JSON.rawJSON(text)) },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)
