/** What passes between a client and Postgres, message by message. */
export interface Frame {
  /** The message's letter; empty for the first of a connection, which has none. */
  readonly type: string
  readonly bytes: Buffer
}

/** Cuts a stream into the protocol's messages; what is incomplete waits for more. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)
  #first: boolean

  constructor({ isClient }: { isClient: boolean }) {
    this.#first = isClient
  }

  read(chunk: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const frames: Frame[] = []
    for (;;) {
      const head = this.#first ? 0 : 1
      if (this.#rest.length < head + 4) return frames
      const length = head + this.#rest.readInt32BE(head)
      if (this.#rest.length < length) return frames
      const bytes = this.#rest.subarray(0, length)
      frames.push({ type: this.#first ? '' : String.fromCharCode(bytes[0] ?? 0), bytes })
      this.#rest = this.#rest.subarray(length)
      this.#first = false
    }
  }
}

/** The statement of a Parse or Query message. */
export function statementOf({ type, bytes }: Frame): string | undefined {
  if (type === 'Q') return bytes.subarray(5, bytes.length - 1).toString()
  if (type !== 'P') return undefined
  const name_end = bytes.indexOf(0, 5)
  return bytes.subarray(name_end + 1, bytes.indexOf(0, name_end + 1)).toString()
}
