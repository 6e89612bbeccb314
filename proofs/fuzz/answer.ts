import type { Request } from './request.ts'

export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

/** What came back: no answer at all is `closed` with none. */
export interface Exchange {
  readonly answers: readonly Answer[]
  /** How it ended: whole, the connection was closed, or there was no end in sight. */
  readonly ended: 'answered' | 'closed' | 'silent'
  /** The request that its connection was kept from. */
  readonly before?: Request
}

/**
 * The first answer in `bytes`, and what is behind it.
 *
 * @param is_whole nothing more comes
 * @returns undefined where it is not whole yet
 */
export function readAnswer(
  bytes: Buffer,
  { is_head, is_whole = false }: { is_head: boolean; is_whole?: boolean },
): { answer: Answer; rest: Buffer } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [status_line = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(status_line)?.[1])
  const headers = new Map(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  )
  const behind = bytes.subarray(end + 4)
  if (status >= 100 && status < 200) return readAnswer(behind, { is_head, is_whole })
  const content =
    is_head || status === 204 || status === 304
      ? { body: NOTHING, rest: behind }
      : readBody(headers, behind, is_whole)
  return content && { answer: { status, headers, body: content.body }, rest: content.rest }
}

const NOTHING = Buffer.alloc(0)

function readBody(
  headers: Answer['headers'],
  bytes: Buffer,
  is_whole: boolean,
): { body: Buffer; rest: Buffer } | undefined {
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(bytes)
  const length = headers.get('content-length')
  if (length === undefined) return is_whole ? { body: bytes, rest: NOTHING } : undefined
  if (bytes.length < Number(length)) return undefined
  return { body: bytes.subarray(0, Number(length)), rest: bytes.subarray(Number(length)) }
}

function readChunks(bytes: Buffer): { body: Buffer; rest: Buffer } | undefined {
  const chunks: Buffer[] = []
  for (let at = 0; ;) {
    const line_end = bytes.indexOf('\r\n', at)
    if (line_end === -1) return undefined
    const length = Number.parseInt(bytes.subarray(at, line_end).toString('latin1'), 16)
    const next = line_end + 2 + length + 2
    if (bytes.length < next) return undefined
    if (length === 0) return { body: Buffer.concat(chunks), rest: bytes.subarray(next) }
    chunks.push(bytes.subarray(line_end + 2, line_end + 2 + length))
    at = next
  }
}
