import type { Scope } from '@dutybell/shared/api-keys/scopes'
import type { Operation } from './document.ts'
import type { Answer } from './http.ts'
import type { Request } from './request.ts'

/** The holder of the key that a request carries. */
export interface KeyHolder {
  readonly name: string
  readonly secret: string
  readonly scopes: readonly Scope[]
}

const KINDS = {
  registrations: 'registration',
  'duty-assignments': 'duty_assignment',
  'duty-times': 'duty_time',
  deliveries: 'delivery',
} as const
type Kind = (typeof KINDS)[keyof typeof KINDS]

/** Keys, and what earlier answers showed. */
export interface World {
  /** The first one may do everything. */
  readonly key_holders: readonly KeyHolder[]
  readonly app_secret: string
  readonly verify_token: string
  /** In TIME_ZONE. */
  readonly today: Temporal.PlainDate
  /** Ids that exist or did exist; the first one never existed. */
  readonly ids: ReadonlyMap<Kind, string[]>
  readonly etags: Map<string, string>
  readonly succeeded: Set<Operation>
  /** Requests with an Idempotency-Key. */
  readonly keyed: Request[]
  /** The query of the next page of a list, by path. */
  readonly next_pages: Map<string, readonly string[]>
}

const UNKNOWN_ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const MAX_REMEMBERED = 200
const MAX_OF_A_LIST = 20 // one list must not replace all known ids

export function newWorld(known: Pick<World, 'key_holders' | 'app_secret' | 'verify_token' | 'today'>): World {
  const ids = new Map(Object.values(KINDS).map((kind) => [kind, [UNKNOWN_ID]]))
  return { ...known, ids, etags: new Map(), succeeded: new Set(), keyed: [], next_pages: new Map() }
}

export function kindIn(target: string): Kind | undefined {
  return Object.entries(KINDS).find(([collection]) => target.startsWith(`/v1/${collection}`))?.[1]
}

/** Remembers what succeeded, ids, ETags, cursors and keyed requests for later requests. */
export function learn(world: World, request: Request, { status, headers, body }: Answer): void {
  if (status >= 300) return
  if (request.method === request.operation.method) world.succeeded.add(request.operation)
  if (request.headers.some(([name]) => name === 'idempotency-key')) remember(world.keyed, request)
  const kind = kindIn(request.target)
  if (kind === undefined) return
  const text = body.toString()
  const ids = [...text.matchAll(/"id":"([0-9a-f-]{36})"/g)].map(([, id = '']) => id)
  for (const id of ids.slice(0, MAX_OF_A_LIST)) remember(world.ids.get(kind), id)
  const etag = headers.get('etag')
  if (ids[0] !== undefined && etag !== undefined) world.etags.set(ids[0], etag)
  const [, cursor] = /"next_cursor":"([^"]+)"/.exec(text) ?? []
  if (cursor === undefined) return
  const [path = '', query = ''] = request.target.split('?')
  const filters = query.split('&').filter((part) => part !== '' && !part.startsWith('cursor='))
  world.next_pages.set(path, [...filters, `cursor=${cursor}`])
}

function remember<T>(list: T[] = [], item: T): void {
  if (list.includes(item)) return
  list.push(item)
  if (list.length > MAX_REMEMBERED) list.shift()
}
