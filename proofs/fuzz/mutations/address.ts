import type { Parameter } from '../document.ts'
import type { Draw } from '../draw.ts'
import { edgeCaseNumber, edgeCaseOf, edgeCaseText } from '../edge-cases.ts'
import type { Draft } from '../request.ts'
import type { World } from '../world.ts'
import { mutationsOf } from './mutation.ts'

const ESCAPES = ['%', '%2', '%zz', '%ff', '%c0%af', '%ed%a0%80', '%00', '%u0041', '%2f', '%2e%2e', '%0d%0a']
const SUFFIXES = ['/', '//', '/..', '/x', ';a=b', '.json', '/%2e%2e/', '/__proto__']
const OTHER_PATHS = ['*', '/', '//', '/v1', '/v2/registrations', '/.env', '/docs/../v1/registrations', '/%', '/v1/registrations/retry', '/v1/deliveries/retry/x'] // prettier-ignore
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'PURGE']

const always = (): boolean => true
const has_path_value = ({ operation }: Draft): boolean => operation.parameters.some((it) => it.in === 'path')
const has_query = ({ operation }: Draft): boolean => operation.parameters.some((it) => it.in === 'query')
const is_paged = ({ operation }: Draft): boolean => operation.parameters.some((it) => it.name === 'cursor')

export const ADDRESS_MUTATIONS = [
  ...mutationsOf('method', always, {
    another: (draft, draw) => {
      draft.method = draw.pick(METHODS)
    },
  }),
  ...mutationsOf(
    'path',
    has_path_value,
    {
      'an edge case': (draft, draw) =>
        replaceValue(draft, draw, escaped(draw, draw.from(edgeCaseOf({ format: 'uuid', maxLength: 100 })))),
      'a malformed escape': (draft, draw) => replaceValue(draft, draw, `a${draw.pick(ESCAPES)}`),
    },
    2,
  ),
  ...mutationsOf('path', always, {
    'a suffix': (draft, draw) => {
      draft.path += draw.pick([...SUFFIXES, ...ESCAPES])
    },
    'other slashes': (draft, draw) => {
      draft.path = draft.path.replaceAll('/', draw.pick(['//', '/./', '/x/../', '%2f']))
    },
    another: (draft, draw) => {
      draft.path = draw.pick(OTHER_PATHS)
    },
  }),
  ...mutationsOf(
    'query',
    has_query,
    {
      'an edge case': (draft, draw) => {
        const { name, schema } = pickQuery(draft, draw)
        const kept = draw.chance(0.5) ? draft.query : []
        draft.query = [...kept, `${name}=${escaped(draw, draw.from(edgeCaseOf(schema)))}`]
      },
    },
    12,
  ),
  ...mutationsOf('query', has_query, {
    'an odd limit': (draft, draw) => {
      draft.query = [`limit=${encodeURIComponent(draw.from(edgeCaseNumber))}`]
    },
    'a repeated parameter': (draft, draw) => {
      const { name } = pickQuery(draft, draw)
      draft.query.push(`${name}=1`, `${name}=${escaped(draw, draw.from(edgeCaseText()))}`)
    },
    'a list or an object': (draft, draw) => {
      draft.query.push(`${pickQuery(draft, draw).name}${draw.pick(['[]', '[a]', '.a', '[__proto__]'])}=1`)
    },
  }),
  ...mutationsOf(
    'query',
    is_paged,
    {
      'a cursor with other parts': (draft, draw, world) => {
        const page = pickPage(draw, world)
        draft.path = page.path ?? draft.path
        draft.query = page.query.map((part) => (part.startsWith('cursor=') ? otherParts(part, draw) : part))
      },
      'the cursor of another list': (draft, draw, world) => {
        draft.query.push(...pickPage(draw, world).query.filter((part) => part.startsWith('cursor=')))
      },
    },
    6,
  ),
  ...mutationsOf('query', always, {
    'an unknown name': (draft, draw) => {
      draft.query.push(`${draw.pick(['__proto__', 'x', '', 'full_name'])}=1`)
    },
    'malformed escapes': (draft, draw) => {
      draft.query.push(`${draw.pick(ESCAPES)}=${draw.pick(ESCAPES)}`)
    },
    'a length of thousands': (draft, draw) => {
      draft.query.push(draw.pick(['a=1&', '%41', 'limit=1&']).repeat(draw.pick([500, 2_500])))
    },
  }),
]

function replaceValue(draft: Draft, draw: Draw, value: string): void {
  const parts = draft.path.split('/')
  const places = draft.operation.path.split('/').flatMap((part, at) => (part.startsWith('{') ? [at] : []))
  parts[draw.pick(places)] = value
  draft.path = parts.join('/')
}

function pickQuery({ operation }: Draft, draw: Draw): Parameter {
  return draw.pick(operation.parameters.filter((it) => it.in === 'query'))
}

function pickPage(draw: Draw, world: World): { path?: string; query: readonly string[] } {
  return world.next_pages.length > 0 ? draw.pick(world.next_pages) : { query: ['cursor=eA'] }
}

/** Percent-encoded, as a form writes it, or as plain bytes. */
function escaped(draw: Draw, text: string): string {
  const proper = encodeURIComponent(text.toWellFormed())
  if (draw.chance(0.7)) return proper
  if (draw.chance(0.5)) return proper.replaceAll('%20', '+')
  return Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[^!-\xff]|#/g, '+')
}

/** Keeps the first part, which names the query it belongs to. */
function otherParts(part: string, draw: Draw): string {
  const [mark = '', id = '', date] = Buffer.from(part.slice('cursor='.length), 'base64url')
    .toString()
    .split(' ')
  const parts = draw.pick([
    date === undefined ? [mark, id, '2026-03-15'] : [mark, id],
    [mark, id, draw.from(edgeCaseOf({ format: 'date' }))],
    [mark, draw.from(edgeCaseOf({ format: 'uuid' })), ...(date === undefined ? [] : [date])],
    [mark],
    ['x', id],
  ])
  return `cursor=${Buffer.from(parts.join(' ')).toString('base64url')}`
}
