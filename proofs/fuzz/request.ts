import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import type { Operation } from './document.ts'
import { csvFile, validValue } from './values.ts'
import { type KeyHolder, kindIn, type World } from './world.ts'

interface Head {
  readonly operation: Operation
  /** The mutations applied; empty: the request is as the document has it. */
  readonly mutations: string[]
  key_holder: KeyHolder | undefined
  method: string
  headers: [name: string, value: string][]
}

export interface Request extends Readonly<Head> {
  readonly number: number
  /** Path and query; each character is a byte. */
  readonly target: string
  readonly body: Buffer | undefined
}

/** A request under construction, which mutations change. */
export interface Draft extends Head {
  path: string
  /** Such as `limit=5`, encoded. */
  query: string[]
  /** Bytes, or what is written as JSON. */
  body: unknown
}

/** Draws one value. */
export type Draw = <T>(arbitrary: fc.Arbitrary<T>) => T

/** True with this probability. */
export function chance(probability: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: 1_000 }).map((n) => n <= probability * 1_000)
}

const FILTERS_AT_ONCE = 1.5 // with more, no row fits them all
const SIGNATURE = 'x-hub-signature-256'

/** A request as the document has it, mostly with a key that has every scope. */
export function validDraft(draw: Draw, world: World, operation: Operation): Draft {
  const { method, path, body, takes_csv, parameters } = operation
  const draft: Draft = {
    operation,
    mutations: [],
    key_holder: undefined,
    method,
    path,
    query: [],
    headers: [['host', '127.0.0.1']],
    body: takes_csv ? draw(csvFile(world, path)) : body && draw(validValue(world, '', body)),
  }
  const [with_every_scope, ...others] = world.key_holders
  if (operation.needs_key && with_every_scope !== undefined)
    useKey(draft, draw(chance(0.7)) ? with_every_scope : draw(fc.constantFrom(with_every_scope, ...others)))
  if (body !== undefined) setHeader(draft, 'content-type', 'application/json')
  if (takes_csv) setHeader(draft, 'content-type', 'text/csv')
  const queries = parameters.filter((it) => it.in === 'query').length
  for (const { in: place, name, schema } of parameters) {
    const is_page_size = name === 'limit' || name === 'sort'
    const share = is_page_size || place === 'header' ? 0.6 : name === 'cursor' ? 0 : FILTERS_AT_ONCE / queries
    const is_needed = place === 'path' || name.startsWith('hub.')
    if (name === SIGNATURE || (!is_needed && !draw(chance(share)))) continue
    const of = name === 'id' ? (kindIn(path) ?? name) : name
    const etag = world.etags.get(draft.path.split('/')[3] ?? '') ?? '*'
    const drawn = name.startsWith('if-') ? etag : draw(validValue(world, of, schema))
    const value = String(drawn)
    if (place === 'path') draft.path = draft.path.replace(`{${name}}`, encodeURIComponent(value))
    if (place === 'query')
      draft.query.push(...[drawn].flat().map((item) => `${name}=${encodeURIComponent(String(item))}`))
    if (place === 'header') setHeader(draft, name, value)
  }
  const next_page = world.next_pages.get(draft.path)
  if (method === 'GET' && next_page !== undefined && draw(chance(0.3))) draft.query = [...next_page]
  return draft
}

export function useKey(draft: Draft, holder: KeyHolder): void {
  draft.key_holder = holder
  setHeader(draft, 'authorization', `Bearer ${holder.secret}`)
}

export function setHeader(draft: Draft, name: string, value: string): void {
  draft.headers = [...draft.headers.filter(([known]) => known !== name), [name, value]]
}

export function bytesOf({ body }: Draft): Buffer | undefined {
  return body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
}

/** Signs the body as Meta does where the operation needs it, unless a mutation gave a signature. */
export function finish(draft: Draft, number: number, { app_secret }: World): Request {
  const { path, query, ...head } = draft
  const body = bytesOf(draft)
  const is_signed = draft.headers.some(([name]) => name === SIGNATURE)
  if (!is_signed && head.operation.parameters.some(({ name }) => name === SIGNATURE)) {
    const signature = createHmac('sha256', app_secret).update(body ?? '')
    setHeader(draft, SIGNATURE, `sha256=${signature.digest('hex')}`)
  }
  const target = query.length > 0 ? `${path}?${query.join('&')}` : path
  return { ...head, number, target, headers: draft.headers, body }
}
