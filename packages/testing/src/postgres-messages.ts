/** One message of the Postgres wire protocol. */
export interface PostgresMessage {
  /** The type byte; empty for the first message of a connection, which has none. */
  readonly type: string
  readonly bytes: Buffer
}

/** Splits a stream into messages; an incomplete message waits for the next chunk. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0)
  #first: boolean

  constructor({ isClient }: { isClient: boolean }) {
    this.#first = isClient
  }

  read(chunk: Buffer): PostgresMessage[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const messages: PostgresMessage[] = []
    for (;;) {
      const head = this.#first ? 0 : 1
      if (this.#rest.length < head + 4) return messages
      const length = head + this.#rest.readInt32BE(head)
      if (this.#rest.length < length) return messages
      const bytes = this.#rest.subarray(0, length)
      messages.push({ type: this.#first ? '' : String.fromCharCode(bytes[0] ?? 0), bytes })
      this.#rest = this.#rest.subarray(length)
      this.#first = false
    }
  }
}

const BODY = 5 // after the type byte and the length

/** Finds the text of each statement a connection executes, those prepared earlier by name included. */
export class StatementTracker {
  readonly #prepared = new Map<string, string>()

  /** @returns the text where the message executes a statement: Query, or Bind, which names a parsed statement only */
  executedBy({ type, bytes }: PostgresMessage): string | undefined {
    if (type === 'Q') return textAt(bytes, BODY).text
    if (type === 'P') {
      const name = textAt(bytes, BODY)
      this.#prepared.set(name.text, textAt(bytes, name.end).text)
    }
    if (type !== 'B') return undefined
    const portal = textAt(bytes, BODY)
    return this.#prepared.get(textAt(bytes, portal.end).text)
  }
}

function textAt(bytes: Buffer, start: number): { text: string; end: number } {
  const end = bytes.indexOf(0, start)
  return { text: bytes.subarray(start, end).toString(), end: end + 1 }
}
