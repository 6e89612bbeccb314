import fc from 'fast-check'
import type { Operation } from './document.ts'
import { chance, type Draw } from './draw.ts'
import { type Draft, setHeader } from './request.ts'
import { edgeCaseValue, validObject, validValue } from './values.ts'
import { type KeyHolder, kindIn, type World } from './world.ts'

const FILTERS_AT_ONCE = 1.5 // with more, no row fits them all

/** A request as the document has it, mostly with a key that has every scope. */
export function validDraft(draw: Draw, world: World, operation: Operation): Draft {
  const { method, body, parameters } = operation
  const draft: Draft = {
    operation,
    mutations: [],
    key_holder: undefined,
    method,
    path: operation.path,
    query: [],
    headers: [['host', '127.0.0.1']],
    body: body && draw(validObject(world, body)),
    bytes: undefined,
    sign_with: undefined,
  }
  const [with_every_scope, ...others] = world.key_holders
  if (operation.needs_key && with_every_scope !== undefined)
    useKey(draft, draw(chance(0.7)) ? with_every_scope : draw(fc.constantFrom(with_every_scope, ...others)))
  const queries = parameters.filter((it) => it.in === 'query')
  for (const { in: place, name, schema } of parameters) {
    if (!draw(chance(place === 'path' ? 1 : place === 'header' ? 0.5 : shareOf(name, queries.length))))
      continue
    const kind = kindIn(draft.path)
    const is_id = place === 'path' && name === 'id' && kind !== undefined
    const value = name.startsWith('if-')
      ? (draft.path.split('/').flatMap((part) => world.etags.get(part) ?? [])[0] ?? '*')
      : String(draw(is_id ? fc.constantFrom(...world.ids[kind]) : validValue(world, name, schema)))
    if (place === 'path') draft.path = draft.path.replace(`{${name}}`, encodeURIComponent(value))
    if (place === 'query') draft.query.push(`${name}=${encodeURIComponent(value)}`)
    if (place === 'header') setHeader(draft, name, value)
  }
  if (operation.path === '/webhooks/whatsapp' && method === 'POST') {
    draft.bytes = webhookBody(draw, world)
    draft.sign_with = world.app_secret
  }
  if (draft.body !== undefined || draft.bytes !== undefined)
    setHeader(draft, 'content-type', 'application/json')
  const pages = [...world.next_pages.values()].filter(({ path }) => path === draft.path)
  if (method === 'GET' && pages.length > 0 && draw(chance(0.3)))
    draft.query = [...draw(fc.constantFrom(...pages)).query]
  return draft
}

export function useKey(draft: Draft, holder: KeyHolder): void {
  draft.key_holder = holder
  setHeader(draft, 'authorization', `Bearer ${holder.secret}`)
}

/** The handshake of a webhook needs all of its parameters; a list only a few filters. */
function shareOf(name: string, queries: number): number {
  if (name.startsWith('hub.')) return 1
  if (name === 'cursor') return 0
  return name === 'limit' || name === 'sort' ? 0.7 : FILTERS_AT_ONCE / queries
}

/** Mostly what Meta sends; sometimes any JSON or any bytes. */
function webhookBody(draw: Draw, world: World): Buffer {
  if (draw(chance(0.15))) return Buffer.from(draw(fc.uint8Array({ maxLength: 5_000, size: 'max' })))
  const status = fc.record({
    id: fc.stringMatching(/^wamid\.[A-Fa-f0-9]{20}$/),
    status: fc.constantFrom('sent', 'delivered', 'read', 'failed'),
    timestamp: fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map(String),
    recipient_id: fc.constant('919876543210'),
    biz_opaque_callback_data: fc.constantFrom(...world.ids.deliveries).map((id) => `${id}:1`),
  })
  const statuses = draw(chance(0.8)) ? [draw(status)] : draw(edgeCaseValue)
  const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', statuses } }]
  const body = { object: 'whatsapp_business_account', entry: [{ id: '1', changes }] }
  return Buffer.from(JSON.stringify(draw(chance(0.15)) ? draw(edgeCaseValue) : body))
}
