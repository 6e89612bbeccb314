import type { Operation } from './document.ts'
import type { KeyHolder } from './world.ts'

/** A part of the message that is wrong in HTTP itself, and so needs its own bytes and its own connection. */
export interface WireFault {
  readonly name: string
  readonly bytes: Buffer
  /** What the sender does after the last byte: waits, says that nothing more comes, or is gone. */
  readonly after: 'waits' | 'half-closes' | 'vanishes'
}

export interface Request {
  readonly number: number
  readonly operation: Operation
  /** What was done to it; nothing: it is as the document has it. */
  readonly bends: readonly string[]
  readonly key_holder: KeyHolder | undefined
  readonly method: string
  /** Path and query; each character is a byte. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer | undefined
  readonly wire_fault: WireFault | undefined
}

/** The bytes of a request as HTTP wants them. */
export function encode({ method, target, headers, body }: Omit<Request, 'wire_fault'>): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)]
  const has_length = headers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name))
  if (!has_length && body !== undefined) lines.push(`content-length: ${body.length}`)
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return Buffer.concat([head, body ?? Buffer.alloc(0)])
}
