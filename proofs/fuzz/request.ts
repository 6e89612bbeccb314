import { createHmac } from 'node:crypto'
import type { Operation } from './document.ts'
import type { KeyHolder } from './world.ts'

export interface Request {
  readonly number: number
  readonly operation: Operation
  /** Names of the mutations applied; empty: the request is as the document has it. */
  readonly mutations: readonly string[]
  readonly key_holder: KeyHolder | undefined
  readonly method: string
  /** Path and query; each character is a byte. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer | undefined
}

/** A request under construction, which mutations change. */
export interface Draft {
  readonly operation: Operation
  readonly mutations: string[]
  key_holder: KeyHolder | undefined
  method: string
  path: string
  /** Such as `limit=5`, encoded. */
  query: string[]
  headers: [name: string, value: string][]
  /** Written as JSON, unless `bytes` is given. */
  body: unknown
  bytes: Buffer | undefined
  /** The app secret to sign the body with, as Meta does. */
  sign_with: string | undefined
}

export function bytesOf({ bytes, body }: Draft): Buffer | undefined {
  return bytes ?? (body === undefined ? undefined : Buffer.from(JSON.stringify(body)))
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
  const { operation, mutations, key_holder, method, path, query, headers } = draft
  const target = query.length > 0 ? `${path}?${query.join('&')}` : path
  return { number, operation, mutations, key_holder, method, target, headers, body }
}
