import type { Scope } from '@dutybell/shared/api-keys/scopes'
import type { Random } from './random.ts'
import type { Request } from './request.ts'

/** Whose key a request carries. */
export interface KeyHolder {
  readonly name: string
  readonly secret: string
  readonly scopes: readonly Scope[]
}

export const KINDS = ['registrations', 'duty-assignments', 'deliveries'] as const
export type Kind = (typeof KINDS)[number]

/** A list that has a next page: its address with the cursor. */
export interface NextPage {
  readonly path: string
  readonly query: readonly string[]
}

const REMEMBERED = 200 // of each; the oldest go first

/** What the requests so far have brought to light, for the later ones to build on. */
export class World {
  readonly key_holders: readonly KeyHolder[]
  readonly app_secret: string
  readonly verify_token: string
  /** In the zone of the duties. */
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

  /** From here on there is only one of each kind. */
  narrow(random: Random): void {
    this.#only = Object.fromEntries(KINDS.map((kind) => [kind, this.id(random, kind)]))
  }

  /** As it was before. */
  widen(): void {
    this.#only = {}
  }

  /** One of each kind of query, so that the rare ones are as likely as the others. */
  get next_pages(): readonly NextPage[] {
    return [...this.#next_pages.values()]
  }

  /** One that exists, or did; before there is any, one that never did. */
  id(random: Random, kind: Kind): string {
    const ids = this.#ids[kind]
    const only = this.#only[kind]
    if (only !== undefined) return only
    return ids.length === 0 ? '01890a5d-ac96-774b-bcce-b302099a8057' : random.pick(ids)
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
  if (list.length > REMEMBERED) list.shift()
}
