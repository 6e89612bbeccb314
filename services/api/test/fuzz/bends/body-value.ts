import { type Draft, setHeader } from '../draft.ts'
import type { Schema } from '../document.ts'
import { nastyText } from '../nasty-texts.ts'
import { nastyValue } from '../nasty-values.ts'
import type { Random } from '../random.ts'
import { bends } from './bend.ts'

const OWN_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON', '']

const takes_body = ({ operation }: Draft): boolean => operation.body !== undefined

/** What JSON can say and the schema does not allow. */
export const BODY_VALUE_BENDS = [
  ...bends(
    'body',
    takes_body,
    {
      'a field of another value': (draft, random) => {
        const [name] = pickField(draft, random)
        setField(draft, name, nastyValue(random))
      },
      'a field of a nasty text': (draft, random) => {
        const [name, schema] = pickField(draft, random)
        setField(draft, name, nastyText(random, schema.maxLength))
      },
      'a field of a nasty text, twice': (draft, random) => {
        for (const _ of [1, 2]) {
          const [name, schema] = pickField(draft, random)
          setField(draft, name, nastyText(random, schema.maxLength))
        }
      },
    },
    5,
  ),
  ...bends('body', takes_body, {
    'a field within a field': (draft, random) => {
      const [name] = pickField(draft, random)
      setField(draft, name, { [name]: fieldOf(draft, name) })
    },
    'a field in a list': (draft, random) => {
      const [name] = pickField(draft, random)
      setField(draft, name, [fieldOf(draft, name)])
    },
    'a field as a text': (draft, random) => {
      const [name] = pickField(draft, random)
      setField(draft, name, JSON.stringify(fieldOf(draft, name) ?? null))
    },
    'a field is left out': (draft, random) => {
      const [name] = pickField(draft, random)
      draft.body = Object.fromEntries(fieldsOf(draft).filter(([known]) => known !== name))
    },
    'a field too many': (draft, random) => {
      setField(draft, random.chance(0.5) ? random.pick(OWN_KEYS) : nastyText(random), nastyValue(random))
    },
    'a field in capitals': (draft, random) => {
      const [name] = pickField(draft, random)
      setField(draft, name.toUpperCase(), fieldOf(draft, name))
    },
    'a prototype': (draft, random) => {
      const fields = JSON.stringify(Object.fromEntries(fieldsOf(draft)))
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

function pickField({ operation }: Draft, random: Random): [name: string, schema: Schema] {
  const { properties = {} } = operation.body ?? {}
  const [name, schema] = random.pick(Object.entries(properties))
  return [name, schema]
}

function fieldsOf({ body }: Draft): [string, unknown][] {
  return typeof body === 'object' && body !== null ? Object.entries(body) : []
}

function fieldOf(draft: Draft, name: string): unknown {
  return fieldsOf(draft).find(([known]) => known === name)?.[1]
}

/** Null-prototyped, so that a key such as `__proto__` is one like any other. */
function setField(draft: Draft, name: string, value: unknown): void {
  const body: Record<string, unknown> = Object.create(null)
  for (const [known, given] of fieldsOf(draft)) body[known] = given
  body[name] = value
  draft.body = body
}
