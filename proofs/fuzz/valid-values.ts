import type { Schema } from './document.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** How a made-up name, address and number are told from everything else, so that none is found where it does not belong. */
export const NAME_MARK = /Fuzzname[a-z]{8}/g
export const EMAIL_MARK = /fuzzmail-[a-z]{8}@/g
export const PHONE_MARK = /(?<![\w-])\+?(91[6-9]\d{9})(?!\d)/g

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const MOST_DAYS_AHEAD = 30

/** A value that fits, by the name of its field where the schema does not say all. */
export function validValue(random: Random, world: World, name: string, schema: Schema): unknown {
  const by_name = BY_NAME[name]
  if (by_name !== undefined) return by_name(random, world)
  if (schema.enum !== undefined) return random.pick(schema.enum)
  const type = typeOf(random, schema)
  switch (type) {
    case 'null':
      return null
    case 'boolean':
      return random.chance(0.5)
    case 'integer':
      return random.int(schema.minimum ?? 0, schema.maximum ?? 100)
    case 'array':
      return Array.from({ length: random.int(0, 2) }, () =>
        validValue(random, world, name, schema.items ?? {}),
      )
    case 'object':
      return validObject(random, world, schema)
    default:
      return random.text(random.int(1, Math.min(schema.maxLength ?? 40, 40)), LETTERS)
  }
}

export function validObject(random: Random, world: World, schema: Schema): Record<string, unknown> {
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) === true || random.chance(0.5),
  )
  const some = fields.length > 0 ? fields : Object.entries(schema.properties ?? {}).slice(0, 1)
  return Object.fromEntries(some.map(([name, inner]) => [name, validValue(random, world, name, inner)]))
}

function typeOf(random: Random, { type }: Schema): string {
  if (type === undefined) return 'string'
  return typeof type === 'string' ? type : random.pick(type)
}

const BY_NAME: Readonly<Record<string, (random: Random, world: World) => unknown>> = {
  full_name: (random) =>
    `${random.pick(['', 'Ahmed ', 'زينب ', 'Åsa ', '👳 '])}Fuzzname${random.text(8, LETTERS)}`,
  phone_number: phoneNumber,
  email: (random) =>
    random.chance(0.3)
      ? null
      : `fuzzmail-${random.text(8, LETTERS)}@${random.pick(['example.org', 'bücher.example'])}`,
  language: (random) => random.pick(['en', 'hi', 'ur', 'en_US']),
  duty_date: day,
  duty_date_from: day,
  duty_date_to: day,
  date: (random, world) =>
    world.today.add({ days: random.chance(0.8) ? 1 : random.int(0, MOST_DAYS_AHEAD) }).toString(),
  duty_time: (random) => random.pick(['Fajar Azaan', 'Zohr Azaan', 'العصر', '5:30', 'Isha 😀']),
  registration_id: (random, world) => world.id(random, 'registrations'),
  duty_assignment_id: (random, world) => world.id(random, 'duty-assignments'),
  subject_id: (random, world) => world.id(random, 'registrations'),
  channel: (random) => random.pick(['whatsapp', 'email']),
  name: (random) =>
    random.pick(['registration_received', 'duty_allotment_confirmed', 'duty_reminder_tomorrow']),
  limit: (random) => random.pick([1, 2, 3, 50, 200]),
  actor: (random, world) => random.pick(world.key_holders).name,
  from: instant,
  to: instant,
  created_from: instant,
  created_to: instant,
  error_code: (random) => random.pick(['131026', '131049', '550']),
  expected_count: (random) => random.int(0, 3),
  filter: (random, world) => ({
    state: random.pick(['failed', 'held', 'in_doubt', 'expired', 'cancelled']),
    ...(random.chance(0.5) ? { channel: random.pick(['whatsapp', 'email']) } : {}),
    ...(random.chance(0.5) ? { created_from: instant(random, world) } : {}),
  }),
  'idempotency-key': (random) => random.text(random.pick([1, 20, 36, 255]), `${LETTERS}${DIGITS}-._~!`),
  'hub.mode': () => 'subscribe',
  'hub.verify_token': (_, world) => world.verify_token,
  'hub.challenge': (random) => random.text(10, DIGITS),
}

const SHARED_NUMBER = '9000000001'

/** In one of the ways of writing it; one number comes more often than it may within an hour. */
function phoneNumber(random: Random): string {
  const digits = random.chance(0.1) ? SHARED_NUMBER : `${random.text(1, '6789')}${random.text(9, DIGITS)}`
  const spaced = `${digits.slice(0, 5)} ${digits.slice(5)}`
  return random.pick([`+91${digits}`, `+91 ${spaced}`, `0${digits}`, spaced, `0091 ${digits}`, `91${digits}`])
}

function day(random: Random, world: World): string {
  return world.today.add({ days: random.int(0, MOST_DAYS_AHEAD) }).toString()
}

function instant(random: Random, world: World): string {
  const date = world.today.add({ days: random.int(-2, 2) }).toString()
  return `${date}T${String(random.int(0, 23)).padStart(2, '0')}:30:00${random.pick(['Z', '+05:30'])}`
}
