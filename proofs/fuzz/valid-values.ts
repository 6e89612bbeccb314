import fc from 'fast-check'
import type { Schema } from './document.ts'
import type { Draw } from './draw.ts'
import type { World } from './world.ts'

/** Every generated name, address and number has a mark, so that it is found where it does not belong. */
export const NAME_MARK = /Fuzzname[a-z]{8}/g
export const EMAIL_MARK = /fuzzmail-[a-z]{8}@/g
export const PHONE_MARK = /(?<![\w-])\+?(91[6-9]\d{9})(?!\d)/g

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const MAX_DAYS_AHEAD = 30
const SHARED_NUMBER = '9000000001' // registers more often than one number may within an hour

/** A valid value, chosen by the name of its field where the schema does not say enough. */
export function validValue(draw: Draw, world: World, name: string, schema: Schema): unknown {
  const by_name = BY_NAME[name]
  if (by_name !== undefined) return by_name(draw, world)
  if (schema.enum !== undefined) return draw.pick(schema.enum)
  const { type = 'string' } = schema
  switch (typeof type === 'string' ? type : draw.pick(type)) {
    case 'null':
      return null
    case 'boolean':
      return draw.chance(0.5)
    case 'integer':
      return draw.int(schema.minimum ?? 0, schema.maximum ?? 100)
    case 'array':
      return Array.from({ length: draw.int(0, 2) }, () => validValue(draw, world, name, schema.items ?? {}))
    case 'object':
      return validObject(draw, world, schema)
    default:
      return draw.text(draw.int(1, Math.min(schema.maxLength ?? 40, 40)), LETTERS)
  }
}

export function validObject(draw: Draw, world: World, { properties = {}, required }: Schema): object {
  const all = Object.entries(properties)
  const chosen = all.filter(([name]) => required?.includes(name) === true || draw.chance(0.5))
  const fields = chosen.length > 0 ? chosen : all.slice(0, 1)
  return Object.fromEntries(fields.map(([name, inner]) => [name, validValue(draw, world, name, inner)]))
}

const BY_NAME: Readonly<Record<string, (draw: Draw, world: World) => unknown>> = {
  full_name: (draw) => `${draw.pick(['', 'Ahmed ', 'زينب ', 'Åsa ', '👳 '])}Fuzzname${draw.text(8, LETTERS)}`,
  phone_number: phoneNumber,
  email: (draw) =>
    draw.chance(0.3)
      ? null
      : `fuzzmail-${draw.text(8, LETTERS)}@${draw.pick(['example.org', 'bücher.example'])}`,
  language: (draw) => draw.pick(['en', 'hi', 'ur', 'en_US']),
  duty_date: day,
  duty_date_from: day,
  duty_date_to: day,
  date: (draw, world) =>
    world.today.add({ days: draw.chance(0.8) ? 1 : draw.int(0, MAX_DAYS_AHEAD) }).toString(),
  duty_time: (draw) => draw.pick(['Fajar Azaan', 'Zohr Azaan', 'العصر', '5:30', 'Isha 😀']),
  registration_id: (draw, world) => world.id(draw, 'registrations'),
  duty_assignment_id: (draw, world) => world.id(draw, 'duty-assignments'),
  subject_id: (draw, world) => world.id(draw, 'registrations'),
  channel: (draw) => draw.pick(['whatsapp', 'email']),
  name: (draw) => draw.pick(['registration_received', 'duty_allotment_confirmed', 'duty_reminder_tomorrow']),
  limit: (draw) => draw.pick([1, 2, 3, 50, 200]),
  actor: (draw, world) => draw.pick(world.key_holders).name,
  from: instant,
  to: instant,
  created_from: instant,
  created_to: instant,
  error_code: (draw) => draw.pick(['131026', '131049', '550']),
  expected_count: (draw) => draw.int(0, 3),
  filter: (draw, world) => ({
    state: draw.pick(['failed', 'held', 'in_doubt', 'expired', 'cancelled']),
    ...(draw.chance(0.5) ? { channel: draw.pick(['whatsapp', 'email']) } : {}),
    ...(draw.chance(0.5) ? { created_from: instant(draw, world) } : {}),
  }),
  'idempotency-key': (draw) => draw.from(fc.uuid()),
  'hub.mode': () => 'subscribe',
  'hub.verify_token': (_, world) => world.verify_token,
  'hub.challenge': (draw) => draw.text(10, DIGITS),
}

/** In one of the usual notations. */
function phoneNumber(draw: Draw): string {
  const digits = draw.chance(0.1) ? SHARED_NUMBER : `${draw.text(1, '6789')}${draw.text(9, DIGITS)}`
  const spaced = `${digits.slice(0, 5)} ${digits.slice(5)}`
  return draw.pick([`+91${digits}`, `+91 ${spaced}`, `0${digits}`, spaced, `0091 ${digits}`, `91${digits}`])
}

function day(draw: Draw, world: World): string {
  return world.today.add({ days: draw.int(0, MAX_DAYS_AHEAD) }).toString()
}

function instant(draw: Draw, world: World): string {
  const date = world.today.add({ days: draw.int(-2, 2) }).toString()
  return `${date}T${String(draw.int(0, 23)).padStart(2, '0')}:30:00${draw.pick(['Z', '+05:30'])}`
}
