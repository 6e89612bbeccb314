import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { ProxiedConnection } from './proxied-connection.ts'

/** A statement at which the service's connection is stopped. */
export interface Trap {
  readonly statement: RegExp
  /** Matches the text of the transaction so far; absent: any transaction. */
  readonly within?: RegExp
  /** `before`: the statement does not reach Postgres. `after`: it is executed, and its result does not reach the service. */
  readonly side: 'before' | 'after'
  /** For `after`: the text that a result row must contain. */
  readonly result?: string
}

type ArmedTrap = { readonly trap: Trap; readonly resolve: () => void }

/** A proxy between one client and Postgres: records statements, stops at one, holds packets, breaks connections, goes offline. */
export class DatabaseProxy {
  /** The database's URL through the proxy. */
  readonly url: string
  readonly seen = { statements: new Array<string>(), round_trips: 0 }
  readonly #server: Server
  readonly #port: number
  readonly #connections = new Set<ProxiedConnection>()
  #armed: ArmedTrap | undefined
  #holding = false

  static async start(database_url: string): Promise<DatabaseProxy> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
    return new DatabaseProxy(server, address.port, new URL(database_url))
  }

  constructor(server: Server, port: number, target: URL) {
    this.#server = server
    this.#port = port
    const url = new URL(target)
    url.hostname = '127.0.0.1'
    url.port = String(port)
    this.url = url.href
    server.on('connection', (client) => {
      const postgres = connect({ host: target.hostname, port: Number(target.port) })
      const connection = new ProxiedConnection(this, client, postgres)
      if (this.#holding) connection.hold()
      this.#connections.add(connection)
      connection.closed.then(
        () => this.#connections.delete(connection),
        () => undefined,
      )
    })
  }

  /** Resolves to true when a connection is stopped at the trap, to false after the time limit. */
  async stopAt(trap: Trap, within_ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#armed = { trap, resolve: () => resolve(true) }
    const timer = setTimeout(() => resolve(false), within_ms)
    const stopped = await promise
    clearTimeout(timer)
    this.#armed = undefined
    return stopped
  }

  get armed(): Trap | undefined {
    return this.#armed?.trap
  }

  /** Called by the connection that reached the trap. */
  spring(): void {
    this.#armed?.resolve()
    this.#armed = undefined
  }

  /** A half-open network: both sides keep their connections, and no packet passes. */
  holdPackets(): void {
    this.#holding = true
    for (const connection of this.#connections) connection.hold()
  }

  /** `deliver`: held packets arrive late. `reset`: both sides see a reset. `never`: neither side is notified. */
  heal(how: 'deliver' | 'reset' | 'never'): void {
    this.#holding = false
    for (const connection of this.#connections) {
      if (how === 'deliver') connection.release()
      if (how === 'reset') connection.destroy()
    }
  }

  breakAll(): void {
    for (const connection of this.#connections) connection.destroy()
  }

  /** Breaks every connection and refuses new ones, until `goOnline`. */
  async goOffline(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.breakAll()
    await closed
  }

  async goOnline(): Promise<void> {
    await once(this.#server.listen(this.#port, '127.0.0.1'), 'listening')
  }

  close(): Promise<void> {
    return this.goOffline()
  }
}
