import { isObject } from '@dutybell/shared/json-object'
import fc from 'fast-check'
import type { Schema } from './document.ts'
import { chance, type Draw } from './draw.ts'
import { bytesOf, type Draft, setHeader } from './request.ts'
import { useKey } from './valid-draft.ts'
import { edgeCase, edgeCaseValue } from './values.ts'
import type { World } from './world.ts'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'PURGE']
const ESCAPES = ['%', '%2', '%zz', '%ff', '%c0%af', '%ed%a0%80', '%00', '%u0041', '%2f', '%2e%2e', '%0d%0a']
const SUFFIXES = [...ESCAPES, '/', '//', '/..', '/x', ';a=b', '.json', '/%2e%2e/', '/__proto__']
const PATHS = ['*', '/', '//', '/v1', '/.env', '/docs/../v1/registrations', '/v1/deliveries/retry/x']
const NOT_JSON = ["{'a':1}", '{"a":1,}', '01', 'NaN', '"\n"', '"\\ud800"', '{"a"}', '{,}', '\u00a0{}']
const INVALID_UTF8 = ['ff', 'c0af', 'eda080', 'f4908080', 'c3']
const TYPES = ['', 'text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', '*/*', '\xff'] // prettier-ignore
const HEADERS = ['x-request-id', 'traceparent', 'x-forwarded-for', 'host', 'accept', 'origin', 'content-encoding', 'x-hub-signature-256', '__proto__'] // prettier-ignore
const ETAGS = ['""', 'W/"1"', '"1", "2"', '*, "1"', '"1', '"99999999999999999999"', '"\x80"']

type Mutation = (draft: Draft, draw: Draw, world: World) => void
type Part = 'method' | 'path' | 'query' | 'cursor' | 'body' | 'bytes' | 'header' | 'key'

/** Parts of a request, each as often as it is damaged. */
const PARTS = fc.constantFrom<Part>('method', 'path', 'path', 'query', 'query', 'query', 'cursor', 'body', 'body', 'body', 'body', 'bytes', 'header', 'key') // prettier-ignore

/** Damages one part of a request, unless the request does not have it. */
export function mutate(draft: Draft, draw: Draw, world: World): void {
  const part = draw(PARTS)
  MUTATIONS[part](draft, draw, world)
  draft.mutations.push(part)
}

const parametersIn = ({ operation }: Draft, place: string) =>
  operation.parameters.filter((it) => it.in === place)

const MUTATIONS: Readonly<Record<Part, Mutation>> = {
  method(draft, draw) {
    draft.method = draw(fc.constantFrom(...METHODS))
  },
  path(draft, draw) {
    const templates = draft.operation.path.split('/')
    const parts = draft.path.split('/')
    const value = draw(fc.oneof(escaped({ format: 'uuid', maxLength: 100 }), fc.constantFrom(...ESCAPES)))
    const with_value = parts.map((part, at) => (templates[at]?.startsWith('{') ? value : part)).join('/')
    const slashes = ['//', '/./', '/x/../', '%2f'].map((slash) => parts.join(slash))
    const suffixes = SUFFIXES.map((suffix) => draft.path + suffix)
    draft.path = draw(fc.oneof(fc.constant(with_value), fc.constantFrom(...PATHS, ...slashes, ...suffixes)))
  },
  query(draft, draw) {
    const unknown = { name: draw(fc.constantFrom('__proto__', '', ...ESCAPES)), schema: {} }
    const known = parametersIn(draft, 'query')
    const { name, schema } = draw(fc.constantFrom(unknown, ...known, ...known))
    const brackets = draw(fc.constantFrom('', '', '', '', '', '[]', '[__proto__]'))
    draft.query = [...(draw(fc.boolean()) ? draft.query : []), `${name}${brackets}=${draw(escaped(schema))}`]
    if (draw(chance(0.02))) draft.query.push('limit=1&'.repeat(2_500))
  },
  /** Other parts behind the first, which names the query that the cursor belongs to; or the cursor of another list. */
  cursor(draft, draw, { next_pages }) {
    const { path, query } = draw(
      fc.constantFrom({ path: draft.path, query: ['cursor=eA'] }, ...next_pages.values()),
    )
    draft.query = [...query]
    if (draw(fc.boolean())) return
    draft.path = path
    const cursor = query.at(-1)?.slice('cursor='.length) ?? ''
    const [mark = '', id = '', ...date] = Buffer.from(cursor, 'base64url').toString().split(' ')
    const known = fc.constantFrom(
      [mark],
      ['x', id, ...date],
      date.length > 0 ? [mark, id] : [mark, id, '2026-03-15'],
    )
    const dates = edgeCase({ format: 'date' }).map((other) => [mark, id, other])
    const ids = edgeCase({ format: 'uuid' }).map((other) => [mark, other, ...date])
    const parts = draw(fc.oneof(known, dates, ids))
    draft.query.push(`cursor=${Buffer.from(parts.join(' ')).toString('base64url')}`)
  },
  body(draft, draw) {
    const names: string[] = []
    let schema: Schema = draft.operation.body ?? {}
    while (schema.properties !== undefined && draw(chance(0.9))) {
      const [name, inner] = draw(fc.constantFrom(...Object.entries(schema.properties)))
      names.push(name)
      schema = inner
    }
    if (names.length > 0 && draw(chance(0.1))) names.splice(-1, 1, draw(edgeCase()))
    const value = fc.oneof(edgeCaseValue, edgeCase(schema), fc.constant(undefined))
    draft.body = withField(draft.body, names, draw(value))
    setHeader(draft, 'content-type', draw(chance(0.9)) ? 'application/json' : draw(fc.constantFrom(...TYPES)))
  },
  bytes(draft, draw) {
    const bytes = bytesOf(draft) ?? Buffer.from('{}')
    const text = bytes.toString()
    const repeated_key = `${text.slice(0, -1)},${text.slice(1)}`
    const proto = `{"__proto__":{"admin":true},${text.slice(1)}`
    const invalid = INVALID_UTF8.map((hex) =>
      Buffer.concat([bytes, Buffer.from(hex, 'hex'), Buffer.from('"}')]),
    )
    const encoded = [`\ufeff${text}`, Buffer.from(`\ufeff${text}`, 'utf16le')]
    const texts = [
      ...NOT_JSON,
      ...encoded,
      ...invalid,
      `${text}\0`,
      `${text}{}`,
      `${text}]`,
      repeated_key,
      proto,
    ]
    const cut = fc.nat(bytes.length).map((end) => bytes.subarray(0, end))
    const long = fc.constantFrom(1_048_576, 1_048_577, 5_000_000).map((length) => text.padEnd(length))
    const deep = fc
      .constantFrom(100, 20_000)
      .map((depth) => `{"full_name":${'['.repeat(depth)}${']'.repeat(depth)}}`)
    const wide = fc
      .constant(30_000)
      .map((length) => `{${Array.from({ length }, (_, at) => `"f${at}":0`).join()}}`)
    const usual = fc.oneof(fc.constantFrom(...texts), fc.constantFrom(...texts), cut)
    draft.bytes = Buffer.from(draw(draw(chance(0.97)) ? usual : fc.oneof(long, deep, wide)))
  },
  header(draft, draw, { keyed }) {
    const names = [...parametersIn(draft, 'header').map((it) => it.name), ...HEADERS]
    const name = draw(fc.constantFrom(...names))
    const used = keyed.flatMap(({ headers }) =>
      headers.filter(([known]) => known === name).map(([, value]) => value),
    )
    if (name.startsWith('x-hub')) draft.sign_with = undefined
    setHeader(draft, name, draw(fc.oneof(headerText(), fc.constantFrom(...used, ...ETAGS))))
    if (draw(chance(0.2))) draft.headers.push([name, 'another'])
    if (draw(chance(0.02))) for (let at = 0; at < 1_000; at += 1) draft.headers.push([`x-${at}`, '1'])
  },
  key(draft, draw, { key_holders }) {
    if (!draft.operation.needs_key) return
    if (draw(chance(0.3))) return useKey(draft, draw(fc.constantFrom(...key_holders)))
    const secret = key_holders[0]?.secret ?? ''
    const texts = ['Bearer x', `Bearer ${'x'.repeat(8_000)}`, `Bearer dbl_00000000_${'A'.repeat(43)}`, `Basic ${secret}`, secret, `Bearer${secret}`, `Bearer ${secret} x`] // prettier-ignore
    draft.key_holder = undefined
    const edge_case = headerText().map((text) => `Bearer ${text}x`)
    setHeader(draft, 'authorization', draw(fc.oneof(fc.constantFrom(undefined, ...texts), edge_case)))
  },
}

/** Percent-encoded, or as plain bytes. */
function escaped(schema: Schema): fc.Arbitrary<string> {
  return edgeCase(schema).chain((text) =>
    fc.constantFrom(encodeURIComponent(text.toWellFormed()), latin1(text).replaceAll(/[^!-\xff]|#/g, '+')),
  )
}

/** Bytes that a header may have. */
function headerText(): fc.Arbitrary<string> {
  return edgeCase().map((text) =>
    latin1(text.slice(0, 2_000))
      .replaceAll(/[^\t -~\x80-\xff]/g, '')
      .trim(),
  )
}

/** The bytes of the text as UTF-8, each as a character. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** Without a prototype, so that `__proto__` is a key like any other. JSON leaves out what is undefined. */
function withField(into: unknown, [name, ...deeper]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  const fields: Record<string, unknown> = Object.assign(Object.create(null), isObject(into) ? into : {})
  fields[name] = withField(fields[name], deeper, value)
  return fields
}
