import { isObject } from '@dutybell/shared/json-object'
import fc from 'fast-check'
import type { Schema } from './document.ts'
import { bytesOf, chance, type Draft, type Draw, setHeader, useKey } from './request.ts'
import { edgeCase, edgeCaseValue } from './values.ts'
import type { World } from './world.ts'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND']
const ESCAPES = ['%', '%zz', '%ff', '%c0%af', '%ed%a0%80', '%00', '%2f', '%2e%2e', '%0d%0a']
const SUFFIXES = [...ESCAPES, '/', '/..', '/x', ';a=b', '/__proto__']
const PATHS = ['*', '//', '/v1', '/docs/../v1/registrations', '/v1/deliveries/retry/x']
const NOT_JSON = ['{"a":1,}', 'NaN', '"\n"', '"\\ud800"', '{"a"}', '\u00a0{}']
const NOT_UTF8 = ['ff', 'c0af', 'eda080', 'f4908080']
const TYPES = ['', 'text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', '\xff'] // prettier-ignore
const HEADERS = ['x-request-id', 'x-forwarded-for', 'host', 'accept', 'origin', 'content-encoding', '__proto__'] // prettier-ignore
const ETAGS = ['""', 'W/"1"', '"1", "2"', '"1', '"99999999999999999999"', '"\x80"']

type Mutation = (draft: Draft, draw: Draw, world: World) => void

/** Damages one part of a request; some more often than others. */
export function mutate(draft: Draft, draw: Draw, world: World): void {
  const often = [damagePath, damageQuery, damageQuery, damageField, damageField, damageField]
  const mutation: Mutation = draw(
    fc.constantFrom(...often, damageMethod, damageCursor, damageBytes, damageHeader, damageKey),
  )
  mutation(draft, draw, world)
  draft.mutations.push(mutation.name)
}

function damageMethod(draft: Draft, draw: Draw): void {
  draft.method = draw(fc.constantFrom(...METHODS))
}

function damagePath(draft: Draft, draw: Draw): void {
  const templates = draft.operation.path.split('/')
  const parts = draft.path.split('/')
  const value = draw(fc.oneof(escaped({ format: 'uuid', maxLength: 100 }), fc.constantFrom(...ESCAPES)))
  const with_value = parts.map((part, at) => (templates[at]?.startsWith('{') ? value : part)).join('/')
  const others = [...SUFFIXES.map((suffix) => draft.path + suffix), parts.join('//'), parts.join('/x/../')]
  draft.path = draw(fc.oneof(fc.constant(with_value), fc.constantFrom(...PATHS, ...others)))
}

function damageQuery(draft: Draft, draw: Draw): void {
  const known = draft.operation.parameters.filter((it) => it.in === 'query')
  const unknown = { name: draw(fc.constantFrom('__proto__', 'limit[]', '', ...ESCAPES)), schema: {} }
  const { name, schema } = draw(fc.constantFrom(unknown, ...known, ...known))
  draft.query = [...(draw(fc.boolean()) ? draft.query : []), `${name}=${draw(escaped(schema))}`]
}

/** The cursor of another list, or one with a part that is missing or damaged: its query, an id and a date. */
function damageCursor(draft: Draft, draw: Draw, { next_pages }: World): void {
  const pages: readonly (readonly [path: string, query: readonly string[]])[] = [...next_pages]
  const [path, query] = draw(fc.constantFrom([draft.path, ['cursor=eA']] as const, ...pages))
  draft.query = [...query]
  if (draw(fc.boolean())) return
  const known = query.at(-1)?.replace('cursor=', '') ?? ''
  const parts = Buffer.from(known, 'base64url').toString().split(' ')
  const at = draw(fc.nat(parts.length))
  const damaged = draw(fc.oneof(fc.constant([]), fc.tuple(edgeCase({ format: at === 1 ? 'uuid' : 'date' }))))
  const cursor = Buffer.from(parts.toSpliced(at, 1, ...damaged).join(' ')).toString('base64url')
  draft.path = path
  draft.query.push(`cursor=${cursor}`)
}

function damageField(draft: Draft, draw: Draw): void {
  const names: string[] = []
  let schema: Schema = draft.operation.body ?? {}
  for (;;) {
    const inside = Object.entries(schema.properties ?? (schema.items ? { 0: schema.items } : {}))
    if (inside.length === 0 || draw(chance(0.1))) break
    const [name, inner] = draw(fc.constantFrom(...inside))
    names.push(name)
    schema = inner
  }
  if (names.length > 0 && draw(chance(0.1))) names.splice(-1, 1, draw(edgeCase()))
  draft.body = withField(draft.body, names, draw(fc.option(edgeCaseValue(schema), { nil: undefined })))
  setHeader(draft, 'content-type', draw(chance(0.9)) ? 'application/json' : draw(fc.constantFrom(...TYPES)))
}

function damageBytes(draft: Draft, draw: Draw): void {
  const bytes = bytesOf(draft) ?? Buffer.from('{}')
  const text = bytes.toString()
  const texts = [
    ...NOT_JSON,
    `\ufeff${text}`,
    `${text}{}`,
    `${text.slice(0, -1)},${text.slice(1)}`, // each key twice
    `{"__proto__":{"admin":true},${text.slice(1)}`,
    text.padEnd(1_048_577),
    `{"full_name":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  ].map((other) => Buffer.from(other))
  const not_utf8 = NOT_UTF8.map((hex) => Buffer.concat([bytes, Buffer.from(hex, 'hex'), Buffer.from('"}')]))
  const cut = fc.nat(bytes.length).map((end) => bytes.subarray(0, end))
  const any = fc.uint8Array({ maxLength: 500, size: 'max' }).map((array) => Buffer.from(array))
  draft.body = draw(fc.oneof(fc.constantFrom(...texts, ...not_utf8), cut, any))
}

function damageHeader(draft: Draft, draw: Draw, { keyed }: World): void {
  const known = draft.operation.parameters.filter((it) => it.in === 'header')
  const name = draw(fc.constantFrom(...known.map((it) => it.name), ...HEADERS))
  const used = keyed.map(({ headers }) => new Map(headers).get(name) ?? '')
  setHeader(draft, name, draw(fc.oneof(headerText(), fc.constantFrom(...used, ...ETAGS))))
  if (draw(chance(0.2))) draft.headers.push([name, 'another'])
}

function damageKey(draft: Draft, draw: Draw, { key_holders }: World): void {
  if (!draft.operation.needs_key) return
  if (draw(chance(0.3))) return useKey(draft, draw(fc.constantFrom(...key_holders)))
  const secret = key_holders[0]?.secret ?? ''
  const texts = [`Bearer dbl_00000000_${'A'.repeat(43)}`, `Basic ${secret}`, secret, `Bearer ${secret} x`, '']
  draft.key_holder = undefined
  const edge_case = headerText().map((text) => `Bearer ${text}x`)
  setHeader(draft, 'authorization', draw(fc.oneof(fc.constantFrom(...texts), edge_case)))
}

/** Percent-encoded, or as plain bytes. */
function escaped(schema: Schema): fc.Arbitrary<string> {
  return edgeCase(schema).chain((text) =>
    fc.constantFrom(encodeURIComponent(text.toWellFormed()), latin1(text).replaceAll(/[^!-\xff]|#/g, '+')),
  )
}

/** Bytes that a header may have. */
function headerText(): fc.Arbitrary<string> {
  return edgeCase().map((text) => latin1(text.slice(0, 2_000)).replaceAll(/[^!-~\x80-\xff]/g, ''))
}

/** The bytes of the text as UTF-8, each as a character. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** Of a list, the first item. JSON leaves out what is undefined. */
function withField(into: unknown, [name, ...deeper]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value
  if (Array.isArray(into)) return [withField(into[0], deeper, value), ...into.slice(1)]
  const fields = isObject(into) ? into : {}
  return { ...fields, [name]: withField(fields[name], deeper, value) }
}
