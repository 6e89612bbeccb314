import { createHmac } from 'node:crypto'
import type { Operation } from './document.ts'
import type { Request, WireFault } from './request.ts'
import type { KeyHolder } from './world.ts'

/** A request in the making, which the bends change. */
export interface Draft {
  readonly operation: Operation
  readonly bends: string[]
  key_holder: KeyHolder | undefined
  method: string
  /** Encoded; each character is a byte. */
  path: string
  /** Such as `limit=5`, encoded. */
  query: string[]
  headers: [name: string, value: string][]
  /** To be written as JSON, unless `bytes` is given. */
  body: unknown
  bytes: Buffer | undefined
  /** The app's secret with which the body is to be signed as Meta signs. */
  sign_with: string | undefined
  wire_fault: ((request: Request) => WireFault) | undefined
}

export function bytesOf({ bytes, body }: Draft): Buffer | undefined {
  if (bytes !== undefined) return bytes
  if (body === undefined) return undefined
  return Buffer.from(JSON.stringify(body))
}

export function setHeader(draft: Draft, name: string, value: string | undefined): void {
  draft.headers = draft.headers.filter(([known]) => known !== name)
  if (value !== undefined) draft.headers.push([name, value])
}

export function finish(draft: Draft, number: number): Request {
  const body = bytesOf(draft)
  if (draft.sign_with !== undefined) {
    const signature = createHmac('sha256', draft.sign_with)
      .update(body ?? '')
      .digest('hex')
    setHeader(draft, 'x-hub-signature-256', `sha256=${signature}`)
  }
  const { operation, bends, key_holder, method, path, query, headers } = draft
  const target = query.length > 0 ? `${path}?${query.join('&')}` : path
  const request: Request = {
    number,
    operation,
    bends,
    key_holder,
    method,
    target,
    headers,
    body,
    wire_fault: undefined,
  }
  if (draft.wire_fault === undefined) return request
  // Its connection is its own, and ends with the answer.
  const last: Request = { ...request, headers: [...headers, ['connection', 'close']] }
  return { ...last, wire_fault: draft.wire_fault(last) }
}
