import type { Answer } from './raw-http.ts'
import type { Request } from './request.ts'
import { kindIn } from './valid-draft.ts'
import type { Kind, World } from './world.ts'

/** Remembers ids, ETags, cursors and keyed requests for later requests. */
export function learn(world: World, request: Request, answer: Answer): void {
  if (answer.status >= 300) return
  const has_key = request.headers.some(([name]) => name === 'idempotency-key')
  if (has_key && request.method === 'POST') world.rememberKeyed(request)
  const kind = kindIn(request.target)
  if (
    kind === undefined ||
    answer.body.length === 0 ||
    !answer.headers.get('content-type')?.startsWith('application/json')
  )
    return
  const shown: Shown = JSON.parse(answer.body.toString())
  rememberId(world, kind, shown, answer.headers.get('etag'))
  for (const item of shown.items?.slice(0, MAX_OF_A_LIST) ?? []) rememberId(world, kind, item)
  rememberNextPage(world, request, shown.next_cursor)
}

const MAX_OF_A_LIST = 20 // one list must not replace all known ids

interface Shown {
  readonly id?: unknown
  readonly items?: readonly { readonly id?: unknown }[]
  readonly next_cursor?: unknown
}

function rememberId(world: World, kind: Kind, { id }: { readonly id?: unknown }, etag?: string): void {
  if (typeof id === 'string') world.remember(kind, id, etag)
}

function rememberNextPage(world: World, { target }: Request, cursor: unknown): void {
  if (typeof cursor !== 'string') return
  const [path = '', query = ''] = target.split('?')
  const parts = query.split('&').filter((part) => part !== '' && !part.startsWith('cursor='))
  world.rememberNextPage({ path, query: [...parts, `cursor=${cursor}`] })
}
