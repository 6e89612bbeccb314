import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface RawAnswer {
  /** 0: the connection was closed without an answer. */
  readonly status: number
  /** Without the date and the id of the request. */
  readonly head: string
  readonly body: string
}

export interface RawRequest {
  readonly method: string
  readonly target: string
  /** As they go over the wire; text is UTF-8. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

const SILENT_AFTER_MS = 20_000
const CHANGING = /^(?:date|x-request-id):.*\r\n/gim

/** Sends a request byte by byte as it is given, which no HTTP client does. */
export async function exchange(port: number, { method, target, headers }: RawRequest): Promise<RawAnswer> {
  const socket = connect({ host: '127.0.0.1', port })
  socket.setTimeout(SILENT_AFTER_MS, () => socket.destroy(new Error(`No answer to ${method} ${target}.`)))
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'host: 127.0.0.1',
    'connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const text = (await buffer(socket)).toString()
  const end = text.indexOf('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
  return { status, head: text.slice(0, end + 2).replaceAll(CHANGING, ''), body: text.slice(end + 4) }
}

/** Runs `work` on each item, a few at a time. */
export async function each<Item, Result>(
  items: readonly Item[],
  at_once: number,
  work: (item: Item, place: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  const next = async (): Promise<void> => {
    for (const [place, item] of queue) results[place] = await work(item, place)
  }
  await Promise.all(Array.from({ length: at_once }, next))
  return results
}
