import { isObject } from '@dutybell/shared/json-object'
import type { Schema } from '../document.ts'
import type { Draw } from '../draw.ts'
import { edgeCaseOf, edgeCaseText, edgeCaseValue } from '../edge-cases.ts'
import { bytesOf, type Draft, setHeader } from '../request.ts'
import { mutationsOf } from './mutation.ts'

const MEBIBYTE = 1_048_576
const INVALID_UTF8 = ['ff', 'c0af', 'eda080', 'f4908080', 'c3']
const NOT_JSON = ["{'a':1}", '{"a":1,}', '01', 'NaN', '"\n"', '"\\ud800"', '{"a"}', '{,}', '\u00a0{}']
const TYPES = ['', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', 'APPLICATION/JSON', 'application/jsonx', '*/*', '\xff'] // prettier-ignore

const takes_body = ({ operation }: Draft): boolean => operation.body !== undefined
const has_body = (draft: Draft): boolean => (bytesOf(draft)?.length ?? 0) > 0

export const BODY_MUTATIONS = [
  ...mutationsOf(
    'body',
    takes_body,
    {
      'a field of any type': (draft, draw) =>
        setField(draft, pickField(draft, draw).names, draw.from(edgeCaseValue)),
      'a field with an edge case': (draft, draw) => {
        const { names, schema } = pickField(draft, draw)
        setField(draft, names, draw.from(edgeCaseOf(schema)))
      },
    },
    12,
  ),
  ...mutationsOf('body', takes_body, {
    'a missing field': (draft, draw) => setField(draft, pickField(draft, draw).names, undefined),
    'an unknown field': (draft, draw) => {
      const { names } = pickField(draft, draw)
      const name = draw.chance(0.5) ? draw.pick(['__proto__', 'constructor', '']) : draw.from(edgeCaseText())
      setField(draft, [...names.slice(0, -1), name], draw.from(edgeCaseValue))
    },
    'a __proto__ key': (draft) => {
      draft.bytes = Buffer.from(
        `{"__proto__":{"admin":true},${(bytesOf(draft)?.toString() ?? '{}').slice(1)}`,
      )
    },
    'any value': (draft, draw) => {
      draft.body = draw.from(edgeCaseValue)
    },
    none: (draft, draw) => {
      draft.body = undefined
      if (draw.chance(0.5)) setHeader(draft, 'content-type', undefined)
    },
  }),
  ...mutationsOf('body', ({ operation, method }) => operation.body === undefined && method !== 'GET', {
    'where none belongs': (draft, draw) => {
      draft.body = draw.from(edgeCaseValue)
      setHeader(draft, 'content-type', 'application/json')
    },
  }),
  ...mutationsOf('bytes', has_body, {
    'cut off': changed((bytes, draw) => bytes.subarray(0, draw.int(0, bytes.length - 1))),
    'invalid UTF-8': changed((bytes, draw) => {
      const at = draw.int(0, bytes.length)
      const invalid = Buffer.from(draw.pick(INVALID_UTF8), 'hex')
      return Buffer.concat([bytes.subarray(0, at), invalid, bytes.subarray(at)])
    }),
    'a byte order mark': changed((bytes) => `\ufeff${bytes.toString()}`),
    'UTF-16': changed((bytes) => Buffer.from(`\ufeff${bytes.toString()}`, 'utf16le')),
    'trailing characters': changed(
      (bytes, draw) => `${bytes.toString()}${draw.pick(['\0', 'x', '{}', ']'])}`,
    ),
    'a repeated key': changed((bytes) => {
      const text = bytes.toString()
      return text.startsWith('{"') ? `${text.slice(0, -1)},${text.slice(1)}` : text
    }),
    'not JSON': changed((_, draw) => draw.pick(NOT_JSON)),
    'deep nesting': changed((_, draw) => {
      const depth = draw.pick([100, 20_000])
      return `{"full_name":${'['.repeat(depth)}${']'.repeat(depth)}}`
    }),
    'another content type': (draft, draw) => setHeader(draft, 'content-type', draw.pick(TYPES)),
    'a content encoding': (draft, draw) =>
      setHeader(draft, 'content-encoding', draw.pick(['gzip', 'identity', 'x'])),
  }),
  ...mutationsOf(
    'bytes',
    has_body,
    {
      'a mebibyte, and one byte more': changed((bytes, draw) =>
        bytes.toString().padEnd(MEBIBYTE + draw.int(0, 1)),
      ),
      'five megabytes': changed((bytes) => bytes.toString().padEnd(5_000_000)),
      'thousands of fields': changed(() =>
        JSON.stringify(Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`field${at}`, at]))),
      ),
    },
    0.15,
  ),
]

function changed(change: (bytes: Buffer, draw: Draw) => Buffer | string) {
  return (draft: Draft, draw: Draw): void => {
    draft.bytes = Buffer.from(change(bytesOf(draft) ?? Buffer.alloc(0), draw))
  }
}

interface Place {
  /** From the body's own fields down. */
  readonly names: readonly string[]
  readonly schema: Schema
}

function pickField({ operation }: Draft, draw: Draw): Place {
  return inside({ names: [], schema: operation.body ?? {} }, draw)
}

/** Mostly a field that has no fields itself. */
function inside({ names, schema }: Place, draw: Draw): Place {
  const [name, inner] = draw.pick(Object.entries(schema.properties ?? {}))
  const place = { names: [...names, name], schema: inner }
  return inner.properties !== undefined && draw.chance(0.8) ? inside(place, draw) : place
}

function setField(draft: Draft, names: readonly string[], value: unknown): void {
  draft.body = withField(draft.body, names, value)
}

/** Without a prototype, so that `__proto__` is a key like any other. JSON leaves out what is undefined. */
function withField(into: unknown, [name, ...deeper]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  const known = isObject(into) ? Object.entries(into) : []
  const fields: Record<string, unknown> = Object.assign(Object.create(null), Object.fromEntries(known))
  fields[name] = withField(fields[name], deeper, value)
  return fields
}
