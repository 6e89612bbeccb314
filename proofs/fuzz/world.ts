import type { Scope } from '@dutybell/shared/api-keys/scopes'
import type { Draw } from './draw.ts'
import type { Request } from './request.ts'

/** The holder of the key that a request carries. */
export interface KeyHolder {
  readonly name: string
  readonly secret: string
  readonly scopes: readonly Scope[]
}

export const KINDS = ['registrations', 'duty-assignments', 'deliveries'] as const
export type Kind = (typeof KINDS)[number]

/** The path and query of a next page, with its cursor. */
export interface NextPage {
  readonly path: string
  readonly query: readonly string[]
}

const MAX_REMEMBERED = 200 // of each kind; the oldest are removed first

/** Keys, and what earlier answers showed. */
export class World {
  readonly key_holders: readonly KeyHolder[]
  readonly app_secret: string
  readonly verify_token: string
  /** In TIME_ZONE. */
  readonly today: Temporal.PlainDate
  readonly keyed: Request[] = []
  readonly #ids: Readonly<Record<Kind, string[]>> = {
    registrations: [],
    'duty-assignments': [],
    deliveries: [],
  }
  readonly #next_pages = new Map<string, NextPage>()
  #only: Partial<Record<Kind, string>> = {}
  readonly #etags = new Map<string, string>()

  constructor(known: Pick<World, 'key_holders' | 'app_secret' | 'verify_token' | 'today'>) {
    this.key_holders = known.key_holders
    this.app_secret = known.app_secret
    this.verify_token = known.verify_token
    this.today = known.today
  }

  remember(kind: Kind, id: string, etag?: string): void {
    if (etag !== undefined) this.#etags.set(id, etag)
    if (this.#ids[kind].includes(id)) return
    keep(this.#ids[kind], id)
  }

  rememberKeyed(request: Request): void {
    keep(this.keyed, request)
  }

  rememberNextPage(page: NextPage): void {
    this.#next_pages.set(shapeOf(page), page)
  }

  /** Until `widen`, `id` returns the same id for each kind. */
  narrow(draw: Draw): void {
    this.#only = Object.fromEntries(KINDS.map((kind) => [kind, this.id(draw, kind)]))
  }

  widen(): void {
    this.#only = {}
  }

  /** One for each set of filters, so that rare ones are as likely as others. */
  get next_pages(): readonly NextPage[] {
    return [...this.#next_pages.values()]
  }

  /** An id that exists or did exist; one that never existed where none is known. */
  id(draw: Draw, kind: Kind): string {
    const ids = this.#ids[kind]
    const only = this.#only[kind]
    if (only !== undefined) return only
    return ids.length === 0 ? '01890a5d-ac96-774b-bcce-b302099a8057' : draw.pick(ids)
  }

  etagOf(id: string): string | undefined {
    return this.#etags.get(id)
  }
}

function shapeOf({ path, query }: NextPage): string {
  const filters = query.filter((part) => !/^(?:limit|cursor)=/.test(part))
  return [path, ...filters.map((part) => (part.startsWith('sort=') ? part : part.split('=', 1)[0]))].join(' ')
}

function keep<T>(list: T[], item: T): void {
  list.push(item)
  if (list.length > MAX_REMEMBERED) list.shift()
}
