import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { FrameReader, statementOf } from './frames.ts'

/** Where a service is to be caught in the protocol with its database. */
export interface Trap {
  readonly statement: RegExp
  /** Of the transaction so far; absent: any. */
  readonly within?: RegExp
  /** `before`: the statement never arrives. `after`: it is done, and its answer never arrives. */
  readonly side: 'before' | 'after'
  /** After: only where the answer has so many rows. */
  readonly rows?: number
}

type Sprung = { readonly trap: Trap; readonly resolve: () => void }

/** Stands between one service and Postgres: catches it at a statement, swallows packets, breaks connections. */
export class DatabaseProxy {
  readonly port: number
  readonly #server: Server
  readonly #target_port: number
  readonly #links = new Set<Link>()
  #armed: Sprung | undefined
  #swallowing = false

  static async start(target_port: number): Promise<DatabaseProxy> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
    return new DatabaseProxy(server, address.port, target_port)
  }

  constructor(server: Server, port: number, target_port: number) {
    this.#server = server
    this.port = port
    this.#target_port = target_port
    server.on('connection', (client) => {
      const link = new Link(this, client, connect({ host: '127.0.0.1', port: this.#target_port }))
      if (this.#swallowing) link.hold()
      this.#links.add(link)
      link.closed.then(
        () => this.#links.delete(link),
        () => undefined,
      )
    })
  }

  /** Resolves to true when the service is caught, and held there; false when it was not within the time. */
  async catchAt(trap: Trap, within_ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#armed = { trap, resolve: () => resolve(true) }
    const timer = setTimeout(() => resolve(false), within_ms)
    const caught = await promise
    clearTimeout(timer)
    this.#armed = undefined
    return caught
  }

  get armed(): Trap | undefined {
    return this.#armed?.trap
  }

  spring(): void {
    this.#armed?.resolve()
    this.#armed = undefined
  }

  /** A half-open network: both sides believe in their connections, and nothing passes. */
  swallow(): void {
    this.#swallowing = true
    for (const link of this.#links) link.hold()
  }

  /** `deliver`: what was swallowed arrives late, as TCP sends again. `reset`: both sides learn that it broke. `never`: neither learns anything. */
  heal(how: 'deliver' | 'reset' | 'never'): void {
    this.#swallowing = false
    for (const link of this.#links) {
      if (how === 'deliver') link.release()
      if (how === 'reset') link.destroy()
    }
  }

  breakAll(): void {
    for (const link of this.#links) link.destroy()
  }

  async close(): Promise<void> {
    this.breakAll()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

/** One connection of the service, and ours behind it. */
class Link {
  readonly closed: Promise<void>
  readonly #proxy: DatabaseProxy
  readonly #client: Socket
  readonly #postgres: Socket
  readonly #asked = new FrameReader({ isClient: true })
  #answered: FrameReader | undefined
  #awaited: Trap | undefined
  #rows = 0
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
          // A server that goes away while packets are swallowed is not noticed by its client.
          if (!this.#held || socket === client) this.destroy()
          resolve()
        })
      }
    })
    client.on('data', (chunk: Buffer) => {
      for (const frame of this.#asked.read(chunk)) this.#ask(statementOf(frame), frame.bytes)
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

  #ask(statement: string | undefined, bytes: Buffer): void {
    if (statement !== undefined && !this.#held) this.#look(statement)
    if (this.#held) this.#toPostgres.push(bytes)
    else this.#postgres.write(bytes)
  }

  #look(statement: string): void {
    if (/^\s*(begin|start)/i.test(statement)) this.#transaction = ''
    this.#transaction = `${this.#transaction}\n${statement}`.slice(-20_000)
    const trap = this.#proxy.armed
    if (!trap?.statement.test(statement) || (trap.within && !trap.within.test(this.#transaction))) return
    if (trap.side === 'before') {
      this.hold()
      this.#proxy.spring()
    } else {
      this.#awaited = trap
      this.#rows = 0
      this.#answered = new FrameReader({ isClient: false })
    }
  }

  #answer(chunk: Buffer): void {
    if (this.#awaited && this.#answered) {
      this.#toClient.push(chunk)
      for (const { type } of this.#answered.read(chunk)) {
        if (type === 'D') this.#rows += 1
        if (type === 'Z') return this.#judge(this.#awaited)
      }
    } else if (this.#held) this.#toClient.push(chunk)
    else this.#client.write(chunk)
  }

  /** The statement is done: caught, unless it is not the answer that was waited for, or another connection was faster. */
  #judge(awaited: Trap): void {
    this.#awaited = undefined
    if (this.#proxy.armed === awaited && this.#rows >= (awaited.rows ?? 0)) {
      this.hold()
      this.#proxy.spring()
    } else if (!this.#held) this.release()
  }
}
