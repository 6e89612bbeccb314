import type { Socket } from 'node:net'
import type { DatabaseProxy, Trap } from './database-proxy.ts'
import { MessageReader, StatementTracker } from './postgres-messages.ts'

const MAX_TRANSACTION_CHARACTERS = 20_000

/** One connection of the client and its counterpart to Postgres. */
export class ProxiedConnection {
  readonly closed: Promise<void>
  readonly #proxy: DatabaseProxy
  readonly #client: Socket
  readonly #postgres: Socket
  readonly #requests = new MessageReader({ isClient: true })
  readonly #statements = new StatementTracker()
  #results: MessageReader | undefined
  #awaited: Trap | undefined
  #matches = false
  #transaction = ''
  #held = false
  #toPostgres: Buffer[] = []
  #toClient: Buffer[] = []

  constructor(proxy: DatabaseProxy, client: Socket, postgres: Socket) {
    this.#proxy = proxy
    this.#client = client
    this.#postgres = postgres
    this.closed = new Promise((resolve) => {
      for (const socket of [client, postgres]) {
        socket.setNoDelay(true)
        socket.on('error', () => this.destroy())
        socket.on('close', () => {
          // While packets are held, the client must not notice that the server closed.
          if (!this.#held || socket === client) this.destroy()
          resolve()
        })
      }
    })
    client.on('data', (chunk: Buffer) => {
      postgres.cork()
      for (const message of this.#requests.read(chunk)) {
        if (message.type === 'S' || message.type === 'Q') proxy.seen.round_trips += 1
        this.#forward(this.#statements.executedBy(message), message.bytes)
      }
      postgres.uncork()
    })
    postgres.on('data', (chunk: Buffer) => this.#answer(chunk))
  }

  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
    this.#awaited = undefined
    for (const bytes of this.#toPostgres.splice(0)) this.#postgres.write(bytes)
    for (const bytes of this.#toClient.splice(0)) this.#client.write(bytes)
    if (this.#postgres.destroyed) this.destroy()
  }

  destroy(): void {
    this.#client.destroy()
    this.#postgres.destroy()
  }

  #forward(statement: string | undefined, bytes: Buffer): void {
    if (statement !== undefined) {
      this.#proxy.seen.statements.push(statement)
      if (!this.#held) this.#matchTrap(statement)
    }
    if (this.#held) this.#toPostgres.push(bytes)
    else this.#postgres.write(bytes)
  }

  #matchTrap(statement: string): void {
    if (/^\s*(begin|start)/i.test(statement)) this.#transaction = ''
    this.#transaction = `${this.#transaction}\n${statement}`.slice(-MAX_TRANSACTION_CHARACTERS)
    const trap = this.#proxy.armed
    if (!trap?.statement.test(statement) || (trap.within && !trap.within.test(this.#transaction))) return
    if (trap.side === 'before') {
      this.hold()
      this.#proxy.spring()
    } else {
      this.#awaited = trap
      this.#matches = trap.result === undefined
      this.#results = new MessageReader({ isClient: false })
    }
  }

  #answer(chunk: Buffer): void {
    if (this.#awaited && this.#results) {
      this.#toClient.push(chunk)
      for (const { type, bytes } of this.#results.read(chunk)) {
        if (type === 'D' && bytes.includes(this.#awaited.result ?? '')) this.#matches = true
        if (type === 'Z') return this.#finish(this.#awaited)
      }
    } else if (this.#held) this.#toClient.push(chunk)
    else this.#client.write(chunk)
  }

  /** The statement is done: stop here, unless its result does not match or another connection reached the trap first. */
  #finish(awaited: Trap): void {
    this.#awaited = undefined
    if (this.#proxy.armed === awaited && this.#matches) {
      this.hold()
      this.#proxy.spring()
    } else if (!this.#held) this.release()
  }
}
