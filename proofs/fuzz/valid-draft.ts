import type { Operation, Parameter } from './document.ts'
import { type Draft, setHeader } from './draft.ts'
import type { Random } from './random.ts'
import { validObject, validValue } from './valid-values.ts'
import { webhookBody } from './webhook-body.ts'
import { type Kind, KINDS, type World } from './world.ts'

/** A request as the document has it, with a key that may do everything more often than not. */
export function validDraft(random: Random, world: World, operation: Operation): Draft {
  const draft: Draft = {
    operation,
    bends: [],
    key_holder: undefined,
    method: operation.method,
    path: operation.path,
    query: [],
    headers: [['host', '127.0.0.1']],
    body: operation.body && validObject(random, world, operation.body),
    bytes: undefined,
    sign_with: undefined,
    wire_fault: undefined,
  }
  if (operation.needs_key) useKey(draft, random, world)
  for (const parameter of operation.parameters) fillIn(draft, random, world, parameter)
  if (draft.body !== undefined) setHeader(draft, 'content-type', 'application/json')
  if (operation.path === '/webhooks/whatsapp' && operation.method === 'POST') sign(draft, random, world)
  continueList(draft, random, world)
  return draft
}

function useKey(draft: Draft, random: Random, world: World): void {
  const [everything] = world.key_holders
  const holder = random.chance(0.7) && everything ? everything : random.pick(world.key_holders)
  draft.key_holder = holder
  setHeader(draft, 'authorization', `Bearer ${holder.secret}`)
}

function fillIn(draft: Draft, random: Random, world: World, { in: place, name, schema }: Parameter): void {
  switch (place) {
    case 'path':
      draft.path = draft.path.replace(`{${name}}`, encodeURIComponent(pathValue(draft, random, world, name)))
      return
    case 'query':
      if (!isGiven(draft, random, name)) return
      draft.query.push(
        `${encodeURIComponent(name)}=${encodeURIComponent(String(validValue(random, world, name, schema)))}`,
      )
      return
    case 'header':
      setHeader(draft, name, headerValue(draft, random, world, { name, schema }))
  }
}

/** Few filters at once, else nothing fits them; the handshake's are all needed. */
function isGiven({ operation }: Draft, random: Random, name: string): boolean {
  if (name.startsWith('hub.')) return true
  if (name === 'cursor') return false
  if (name === 'limit' || name === 'sort') return random.chance(0.7)
  const count = operation.parameters.filter((it) => it.in === 'query').length
  return random.chance(FILTERS_AT_ONCE / count)
}

const FILTERS_AT_ONCE = 1.5

function pathValue(draft: Draft, random: Random, world: World, name: string): string {
  const kind = kindIn(draft.operation.path)
  if (name === 'id' && kind !== undefined) return world.id(random, kind)
  return String(validValue(random, world, name, {}))
}

export function kindIn(path: string): Kind | undefined {
  return KINDS.find((kind) => path.startsWith(`/v1/${kind}`))
}

function headerValue(
  draft: Draft,
  random: Random,
  world: World,
  { name, schema }: Pick<Parameter, 'name' | 'schema'>,
): string | undefined {
  if (random.chance(0.5)) return undefined
  if (!name.startsWith('if-')) return String(validValue(random, world, name, schema))
  const id = draft.path.split('/').find((part) => world.etagOf(part) !== undefined)
  const etag = id === undefined ? undefined : world.etagOf(id)
  return random.chance(0.1) ? '*' : (etag ?? '"1"')
}

function sign(draft: Draft, random: Random, world: World): void {
  if (draft.body === undefined || random.chance(0.5)) draft.bytes = webhookBody(random, world)
  draft.sign_with = world.app_secret
  setHeader(draft, 'content-type', 'application/json')
}

/** The next page of a list that has been seen. */
function continueList(draft: Draft, random: Random, world: World): void {
  const pages = world.next_pages.filter(({ path }) => path === draft.path)
  if (draft.method !== 'GET' || pages.length === 0 || random.chance(0.7)) return
  draft.query = [...random.pick(pages).query]
}
