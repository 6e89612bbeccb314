import { type Draft, setHeader } from '../draft.ts'
import type { Schema } from '../document.ts'
import { nastyOf } from '../nasty-formats.ts'
import { nastyText } from '../nasty-texts.ts'
import { nastyValue } from '../nasty-values.ts'
import type { Random } from '../random.ts'
import { bends } from './bend.ts'

const LEFT_OUT = Symbol('left out')
const OWN_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON', '']

const takes_body = ({ operation }: Draft): boolean => operation.body !== undefined

/** What JSON can say and the schema does not allow. */
export const BODY_VALUE_BENDS = [
  ...bends(
    'body',
    takes_body,
    {
      'a field of another value': (draft, random) => {
        const { names } = pickField(draft, random)
        setField(draft, names, nastyValue(random))
      },
      'a field of a nasty text': (draft, random) => {
        const { names, schema } = pickField(draft, random)
        setField(draft, names, nastyOf(random, schema))
      },
      'a field of a nasty text, twice': (draft, random) => {
        for (const _ of [1, 2]) {
          const { names, schema } = pickField(draft, random)
          setField(draft, names, nastyOf(random, schema))
        }
      },
    },
    10,
  ),
  ...bends('body', takes_body, {
    'a field within a field': (draft, random) => {
      const { names } = pickField(draft, random)
      setField(draft, names, { [names.at(-1) ?? '']: fieldOf(draft, names) })
    },
    'a field in a list': (draft, random) => {
      const { names } = pickField(draft, random)
      setField(draft, names, [fieldOf(draft, names)])
    },
    'a field as a text': (draft, random) => {
      const { names } = pickField(draft, random)
      setField(draft, names, JSON.stringify(fieldOf(draft, names) ?? null))
    },
    'a field is left out': (draft, random) => {
      const { names } = pickField(draft, random)
      setField(draft, names, LEFT_OUT)
    },
    'a field too many': (draft, random) => {
      const { names } = pickField(draft, random)
      const name = random.chance(0.5) ? random.pick(OWN_KEYS) : nastyText(random)
      setField(draft, [...names.slice(0, -1), name], nastyValue(random))
    },
    'a field in capitals': (draft, random) => {
      const { names } = pickField(draft, random)
      setField(draft, [...names.slice(0, -1), names.at(-1)?.toUpperCase() ?? ''], fieldOf(draft, names))
    },
    'a prototype': (draft, random) => {
      const fields = JSON.stringify(Object.fromEntries(fieldsOf(draft.body)))
      const own = JSON.stringify(nastyValue(random))
      const key = random.pick(['"__proto__"', '"\\u005f_proto__"', '"constructor"'])
      const value = key === '"constructor"' ? `{"prototype":${own}}` : own
      draft.bytes = Buffer.from(
        fields === '{}' ? `{${key}:${value}}` : `${fields.slice(0, -1)},${key}:${value}}`,
      )
    },
    'another value': (draft, random) => {
      draft.body = nastyValue(random)
    },
    'in a list': (draft) => {
      draft.body = [draft.body]
    },
    none: (draft) => {
      draft.body = undefined
    },
    'none, and no type': (draft) => {
      draft.body = undefined
      setHeader(draft, 'content-type', undefined)
    },
  }),
  ...bends(
    'body',
    ({ operation, method }) => operation.body === undefined && method !== 'GET',
    {
      'where none belongs': (draft, random) => {
        draft.body = nastyValue(random)
        setHeader(draft, 'content-type', 'application/json')
      },
    },
    2,
  ),
]

interface Place {
  /** From the body's own fields down. */
  readonly names: readonly string[]
  readonly schema: Schema
}

function pickField({ operation }: Draft, random: Random): Place {
  const place: Place = { names: [], schema: operation.body ?? {} }
  return inside(place, random)
}

/** Down to a field without fields more often than not. */
function inside({ names, schema }: Place, random: Random): Place {
  const [name, inner] = random.pick(Object.entries(schema.properties ?? {}))
  const place = { names: [...names, name], schema: inner }
  return inner.properties !== undefined && random.chance(0.8) ? inside(place, random) : place
}

function fieldOf({ body }: Draft, names: readonly string[]): unknown {
  return names.reduce<unknown>((value, name) => fieldsOf(value).find(([known]) => known === name)?.[1], body)
}

function fieldsOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

function setField(draft: Draft, names: readonly string[], value: unknown): void {
  draft.body = withField(draft.body, names, value)
}

/** Null-prototyped, so that a key such as `__proto__` is one like any other. */
function withField(into: unknown, [name, ...deeper]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  const fields: Record<string, unknown> = Object.create(null)
  for (const [known, given] of fieldsOf(into)) fields[known] = given
  const inner = withField(fields[name], deeper, value)
  if (inner === LEFT_OUT) delete fields[name]
  else fields[name] = inner
  return fields
}
