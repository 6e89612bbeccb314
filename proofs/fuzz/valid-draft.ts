import fc from 'fast-check'
import type { Operation, Parameter } from './document.ts'
import type { Draw } from './draw.ts'
import { edgeCaseValue } from './edge-cases.ts'
import { type Draft, setHeader } from './request.ts'
import { validObject, validValue } from './valid-values.ts'
import { type Kind, KINDS, type World } from './world.ts'

const FILTERS_AT_ONCE = 1.5 // with more, no row fits them all

/** A request as the document has it, mostly with a key that has every scope. */
export function validDraft(draw: Draw, world: World, operation: Operation): Draft {
  const draft: Draft = {
    operation,
    mutations: [],
    key_holder: undefined,
    method: operation.method,
    path: operation.path,
    query: [],
    headers: [['host', '127.0.0.1']],
    body: operation.body && validObject(draw, world, operation.body),
    bytes: undefined,
    sign_with: undefined,
  }
  if (operation.needs_key) {
    const [with_every_scope] = world.key_holders
    useKey(draft, draw.chance(0.7) && with_every_scope ? with_every_scope : draw.pick(world.key_holders))
  }
  for (const parameter of operation.parameters) fillIn(draft, draw, world, parameter)
  if (draft.body !== undefined) setHeader(draft, 'content-type', 'application/json')
  if (operation.path === '/webhooks/whatsapp' && operation.method === 'POST') {
    draft.bytes = webhookBody(draw, world)
    draft.sign_with = world.app_secret
    setHeader(draft, 'content-type', 'application/json')
  }
  const pages = world.next_pages.filter(({ path }) => path === draft.path)
  if (draft.method === 'GET' && pages.length > 0 && draw.chance(0.3))
    draft.query = [...draw.pick(pages).query]
  return draft
}

export function useKey(draft: Draft, holder: World['key_holders'][number]): void {
  draft.key_holder = holder
  setHeader(draft, 'authorization', `Bearer ${holder.secret}`)
}

export function kindIn(path: string): Kind | undefined {
  return KINDS.find((kind) => path.startsWith(`/v1/${kind}`))
}

function fillIn(draft: Draft, draw: Draw, world: World, { in: place, name, schema }: Parameter): void {
  switch (place) {
    case 'path': {
      const kind = kindIn(draft.path)
      const value = name === 'id' && kind ? world.id(draw, kind) : String(validValue(draw, world, name, {}))
      draft.path = draft.path.replace(`{${name}}`, encodeURIComponent(value))
      return
    }
    case 'query':
      if (!isGiven(draft, draw, name)) return
      draft.query.push(`${name}=${encodeURIComponent(String(validValue(draw, world, name, schema)))}`)
      return
    case 'header':
      if (draw.chance(0.5)) return
      setHeader(
        draft,
        name,
        name.startsWith('if-') ? etag(draft, draw, world) : String(validValue(draw, world, name, schema)),
      )
  }
}

/** The handshake of a webhook needs all of its parameters; a list only a few filters. */
function isGiven({ operation }: Draft, draw: Draw, name: string): boolean {
  if (name.startsWith('hub.')) return true
  if (name === 'cursor') return false
  if (name === 'limit' || name === 'sort') return draw.chance(0.7)
  return draw.chance(FILTERS_AT_ONCE / operation.parameters.filter((it) => it.in === 'query').length)
}

function etag({ path }: Draft, draw: Draw, world: World): string {
  const known = path.split('/').map((part) => world.etagOf(part))
  return draw.chance(0.1) ? '*' : (known.find((it) => it !== undefined) ?? '"1"')
}

/** Mostly what Meta sends; sometimes any JSON or any bytes. */
function webhookBody(draw: Draw, world: World): Buffer {
  if (draw.chance(0.15)) return Buffer.from(draw.from(fc.uint8Array({ maxLength: 5_000, size: 'max' })))
  if (draw.chance(0.15)) return Buffer.from(JSON.stringify(draw.from(edgeCaseValue)))
  const status = {
    id: `wamid.${draw.text(20, 'ABCDEFabcdef0123456789')}`,
    status: draw.pick(['sent', 'delivered', 'read', 'failed']),
    timestamp: String(draw.int(1_700_000_000, 1_900_000_000)),
    recipient_id: '919876543210',
    biz_opaque_callback_data: `${world.id(draw, 'deliveries')}:1`,
  }
  const statuses = draw.chance(0.8) ? [status] : draw.from(edgeCaseValue)
  const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', statuses } }]
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] }))
}
