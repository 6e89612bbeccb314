import type { Draft } from '../draft.ts'
import type { Parameter } from '../document.ts'
import { nastyOf } from '../nasty-formats.ts'
import { nastyText } from '../nasty-texts.ts'
import { nastyNumber } from '../nasty-values.ts'
import type { Random } from '../random.ts'
import { bends } from './bend.ts'

const FAULTY_ESCAPES = [
  '%',
  '%2',
  '%zz',
  '%ff',
  '%c0%af',
  '%ed%a0%80',
  '%00',
  '%u0041',
  '%25%30%30',
  '%2f',
  '%2e%2e',
  '%252f',
  '%0d%0a',
  '%F0%9F%98',
]

const always = (): boolean => true
const with_values = ({ operation }: Draft): boolean => operation.parameters.some((it) => it.in === 'path')
const with_query = ({ operation }: Draft): boolean => operation.parameters.some((it) => it.in === 'query')

const is_paged = ({ operation }: Draft): boolean => operation.parameters.some((it) => it.name === 'cursor')

/** The path and the query. */
export const ADDRESS_BENDS = [
  ...bends(
    'path',
    with_values,
    {
      'another value': (draft, random) =>
        replaceValue(draft, random, escaped(random, nastyOf(random, { format: 'uuid', maxLength: 100 }))),
      'a faulty escape': (draft, random) =>
        replaceValue(draft, random, `${random.pick(['', 'a', '1'])}${random.pick(FAULTY_ESCAPES)}`),
      'in capitals': (draft) => {
        draft.path = draft.path.toUpperCase()
      },
      'very long': (draft, random) =>
        replaceValue(
          draft,
          random,
          random
            .pick(['a', '%41', '%', '..', '%00'])
            .repeat(random.pick([50, 99, 100, 101, 513, 2_000, 4_000])),
        ),
    },
    2,
  ),
  ...bends(
    'path',
    always,
    {
      'a faulty escape behind': (draft, random) => {
        draft.path += random.pick(FAULTY_ESCAPES)
      },
      'more behind': (draft, random) => {
        draft.path += random.pick([
          '/',
          '//',
          '/.',
          '/..',
          '/x',
          ';a=b',
          '.json',
          '/%2e%2e/',
          '#x',
          '/__proto__',
          '/constructor',
        ])
      },
      'odd slashes': (draft, random) => {
        draft.path = draft.path.replaceAll('/', random.pick(['//', '/./', '/x/../', '\\', '%2f', '/\\']))
      },
      elsewhere: (draft, random) => {
        draft.path = random.pick([
          '*',
          '/',
          '//',
          '/v1',
          '/v2/registrations',
          'http://127.0.0.1/livez',
          'https://example.org/v1/registrations',
          '//example.org/',
          '/.env',
          '/docs/../v1/registrations',
          'v1/registrations',
          '127.0.0.1:80',
          '/%',
          '?',
          '/v1/registrations/retry',
          '/v1/deliveries/retry/x',
        ])
      },
      'bytes that are no ASCII': (draft, random) => {
        draft.path += Buffer.from(nastyText(random))
          .toString('latin1')
          .replaceAll(/[\r\n\0]/g, '')
      },
    },
    0.7,
  ),
  ...bends(
    'query',
    with_query,
    {
      'another value': (draft, random) => {
        const { name, schema } = pickQuery(draft, random)
        draft.query.push(`${name}=${escaped(random, nastyOf(random, schema))}`)
      },
      'another value alone': (draft, random) => {
        const { name, schema } = pickQuery(draft, random)
        draft.query = [`${name}=${escaped(random, nastyOf(random, schema))}`]
      },
    },
    10,
  ),
  ...bends(
    'query',
    with_query,
    {
      'an odd number': (draft, random) => {
        draft.query = [`limit=${encodeURIComponent(nastyNumber(random))}`]
      },
      'twice the same': (draft, random) => {
        const { name } = pickQuery(draft, random)
        draft.query.push(`${name}=1`, `${name}=${escaped(random, nastyText(random))}`)
      },
      'as a list or an object': (draft, random) => {
        draft.query.push(
          `${pickQuery(draft, random).name}${random.pick(['[]', '[0]', '[a]', '.a', '[__proto__]', '%5B%5D'])}=1`,
        )
      },
    },
    1.5,
  ),
  ...bends(
    'query',
    is_paged,
    {
      'a cursor of other parts': (draft, random, world) => {
        const page = world.next_pages.length > 0 ? random.pick(world.next_pages) : { query: ['cursor=eA'] }
        draft.path = 'path' in page ? page.path : draft.path
        draft.query = page.query.map((part) => (part.startsWith('cursor=') ? otherParts(part, random) : part))
      },
    },
    8,
  ),
  ...bends(
    'query',
    is_paged,
    {
      'a cursor of another list': (draft, random, world) => {
        const page = world.next_pages.length > 0 ? random.pick(world.next_pages) : undefined
        draft.query.push(...(page?.query.filter((part) => part.startsWith('cursor=')) ?? ['cursor=x']))
      },
      'a cursor made up': (draft, random, world) => {
        const id = random.chance(0.5) ? world.id(random, 'registrations') : nastyText(random)
        const date = random.pick(['', ' 2026-03-15', ` ${nastyText(random)}`])
        draft.query.push(
          `cursor=${Buffer.from(`${random.text(11, 'abcXYZ01-_')} ${id}${date}`).toString('base64url')}`,
        )
      },
      'a cursor changed': (draft, random, world) => {
        const page = world.next_pages.length > 0 ? random.pick(world.next_pages) : { query: ['cursor=eA'] }
        draft.query = page.query.map((part) => (part.startsWith('cursor=') ? changeOne(part, random) : part))
      },
    },
    2,
  ),
  ...bends(
    'query',
    always,
    {
      'a name unknown': (draft, random) => {
        draft.query.push(`${random.pick(['__proto__', 'constructor', 'x', '', 'toString', 'full_name'])}=1`)
      },
      'faulty escapes': (draft, random) => {
        draft.query.push(`${random.pick(FAULTY_ESCAPES)}=${random.pick(FAULTY_ESCAPES)}`)
      },
      'odd signs': (draft, random) => {
        draft.query.push(random.text(random.int(1, 20), '&=?;+%#[]/\\"<>|^`{}'))
      },
      'very long': (draft, random) => {
        draft.query.push(
          random.pick(['a=1&', 'x', '%41', 'limit=1&']).repeat(random.pick([500, 1_500, 2_500, 5_000])),
        )
      },
    },
    0.7,
  ),
]

function replaceValue(draft: Draft, random: Random, value: string): void {
  const template = draft.operation.path.split('/')
  const parts = draft.path.split('/')
  const places = template.flatMap((part, at) => (part.startsWith('{') ? [at] : []))
  parts[random.pick(places)] = value
  draft.path = parts.join('/')
}

function pickQuery({ operation }: Draft, random: Random): Parameter {
  return random.pick(operation.parameters.filter((it) => it.in === 'query'))
}

/** As it belongs, as a form writes it, or as the bytes are. */
function escaped(random: Random, text: string): string {
  const proper = encodeURIComponent(text.toWellFormed())
  if (random.chance(0.7)) return proper
  if (random.chance(0.5)) return proper.replaceAll('%20', '+')
  return Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[\s\0#]/g, '+')
}

function changeOne(text: string, random: Random): string {
  const at = random.int('cursor='.length, text.length - 1)
  return `${text.slice(0, at)}${random.text(1, 'abcXYZ01-_%=.')}${text.slice(at + 1)}`
}

/** With the mark of its query left as it is. */
function otherParts(part: string, random: Random): string {
  const [mark = '', id = '', date] = Buffer.from(part.slice('cursor='.length), 'base64url')
    .toString()
    .split(' ')
  if (random.chance(0.5)) {
    const other = date === undefined ? [mark, id, '2026-03-15'] : [mark, id]
    return `cursor=${Buffer.from(other.join(' ')).toString('base64url')}`
  }
  const parts = random.pick([
    [mark, id, nastyOf(random, { format: 'date' })],
    [mark, nastyOf(random, { format: 'uuid' }), ...(date === undefined ? [] : [date])],
    [mark],
    [mark, id, '2026-03-15', 'x'],
  ])
  return `cursor=${Buffer.from(parts.join(' ')).toString('base64url')}`
}
