import type { Scope } from '@dutybell/shared/api-keys/scopes'
import type { Answer } from './raw-http.ts'
import type { Request } from './request.ts'

/** The holder of the key that a request carries. */
export interface KeyHolder {
  readonly name: string
  readonly secret: string
  readonly scopes: readonly Scope[]
}

const KINDS = ['registrations', 'duty-assignments', 'duty-times', 'deliveries'] as const
export type Kind = (typeof KINDS)[number]

/** Keys, and what earlier answers showed. */
export interface World {
  readonly key_holders: readonly KeyHolder[]
  readonly app_secret: string
  readonly verify_token: string
  /** In TIME_ZONE. */
  readonly today: Temporal.PlainDate
  /** Ids that exist or did exist; the first one never existed. */
  readonly ids: Readonly<Record<Kind, string[]>>
  readonly etags: Map<string, string>
  /** Requests with an Idempotency-Key. */
  readonly keyed: Request[]
  /** Path and query of a next page: one for each set of filters, so that rare ones are as likely as others. */
  readonly next_pages: Map<string, { readonly path: string; readonly query: readonly string[] }>
}

const UNKNOWN_ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const MAX_REMEMBERED = 200
const MAX_OF_A_LIST = 20 // one list must not replace all known ids

export function newWorld(known: Pick<World, 'key_holders' | 'app_secret' | 'verify_token' | 'today'>): World {
  const ids = {
    registrations: [UNKNOWN_ID],
    'duty-assignments': [UNKNOWN_ID],
    'duty-times': [UNKNOWN_ID],
    deliveries: [UNKNOWN_ID],
  }
  return { ...known, ids, etags: new Map(), keyed: [], next_pages: new Map() }
}

export function kindIn(path: string): Kind | undefined {
  return KINDS.find((kind) => path.startsWith(`/v1/${kind}`))
}

/** Remembers ids, ETags, cursors and keyed requests for later requests. */
export function learn(world: World, request: Request, { status, headers, body }: Answer): void {
  if (status >= 300) return
  if (request.method === 'POST' && request.headers.some(([name]) => name === 'idempotency-key'))
    remember(world.keyed, request)
  const kind = kindIn(request.target)
  if (kind === undefined || !headers.get('content-type')?.startsWith('application/json') || body.length === 0)
    return
  const { id, items = [], next_cursor }: Shown = JSON.parse(body.toString())
  for (const shown of [id, ...items.slice(0, MAX_OF_A_LIST).map((item) => item.id)])
    if (shown !== undefined) remember(world.ids[kind], shown)
  const etag = headers.get('etag')
  if (id !== undefined && etag !== undefined) world.etags.set(id, etag)
  if (typeof next_cursor !== 'string') return
  const [path = '', query = ''] = request.target.split('?')
  const filters = query.split('&').filter((part) => part !== '' && !part.startsWith('cursor='))
  const names = filters.map((part) => (part.startsWith('sort=') ? part : part.split('=', 1)[0]))
  world.next_pages.set([path, ...names].join(' '), { path, query: [...filters, `cursor=${next_cursor}`] })
}

function remember<T>(list: T[], item: T): void {
  if (list.includes(item)) return
  list.push(item)
  if (list.length > MAX_REMEMBERED) list.shift()
}

interface Shown {
  readonly id?: string
  readonly items?: readonly { readonly id?: string }[]
  readonly next_cursor?: string | null
}
