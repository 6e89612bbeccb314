import { connect, type Socket } from 'node:net'
import { type Answer, type Exchange, readAnswer } from './answer.ts'
import { encode, type Request } from './request.ts'

const SILENT_AFTER_MS = 20_000 // longer than any answer takes on a machine that has other things to do

/** Sends bytes and reads bytes: no client stands between that would put right, or refuse, what is wrong on purpose. */
export class Wire {
  readonly #port: number
  #kept: Socket | undefined
  #before: Request | undefined

  constructor(port: number) {
    this.#port = port
  }

  async send(request: Request): Promise<Exchange> {
    const { wire_fault } = request
    const is_head = request.method === 'HEAD'
    if (wire_fault)
      return this.#exchange(this.#open(), wire_fault.bytes, { is_head, after: wire_fault.after, one: false })
    const bytes = encode(request)
    const kept = this.#take()
    const exchange = await this.#exchange(kept ?? this.#open(), bytes, { is_head, after: 'waits', one: true })
    const before = kept === undefined ? undefined : this.#before
    this.#before = request
    return before === undefined ? exchange : { ...exchange, before }
  }

  close(): void {
    this.#take()?.destroy()
  }

  #open(): Socket {
    return connect({ host: '127.0.0.1', port: this.#port, noDelay: true, allowHalfOpen: true })
  }

  /** The connection of the request before, where it is still open. */
  #take(): Socket | undefined {
    const kept = this.#kept
    this.#kept = undefined
    return kept?.destroyed || kept?.readableEnded ? undefined : kept
  }

  #exchange(
    socket: Socket,
    bytes: Buffer,
    { is_head, after, one }: { is_head: boolean; after: 'waits' | 'half-closes' | 'vanishes'; one: boolean },
  ): Promise<Exchange> {
    const { promise, resolve } = Promise.withResolvers<Exchange>()
    const answers: Answer[] = []
    let unread: Buffer = Buffer.alloc(0)
    const read = (is_whole: boolean): void => {
      for (;;) {
        const found = readAnswer(unread, { is_head: is_head && answers.length === 0, is_whole })
        if (found === undefined) return
        answers.push(found.answer)
        unread = found.rest
      }
    }
    const finish = (ended: Exchange['ended'], keep = false): void => {
      clearTimeout(deadline)
      socket.removeAllListeners()
      socket.on('error', () => undefined)
      if (keep) this.#kept = socket
      else socket.destroy()
      resolve({ answers, ended })
    }
    const deadline = setTimeout(() => finish('silent'), SILENT_AFTER_MS)
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk])
      read(false)
      const last = answers.at(-1)
      if (one && last !== undefined) finish('answered', last.headers.get('connection') !== 'close')
    })
    const end = (): void => {
      read(true)
      finish(answers.length > 0 ? 'answered' : 'closed')
    }
    socket.on('end', end)
    socket.on('close', end)
    socket.on('error', () => undefined) // a close follows
    socket.write(bytes, () => {
      if (after === 'vanishes') finish('closed')
    })
    if (after === 'half-closes') socket.end()
    return promise
  }
}
