import { setTimeout as delay } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Logger } from '@dutybell/shared/logger'

/** The advisory lock whose holder proves that the worker pool lives: it vanishes with the connection. */
export const LIFE_LOCK = `hashtextextended('dutybell:worker:' || $1, 0)`

const AGAIN_MS = 1_000

/** Holds a worker pool's life lock on a connection of its own, and takes it again when that connection is lost. */
export class WorkerLife {
  readonly #pool: Pool
  readonly #log: Logger
  #client: PoolClient | undefined
  #closed = false

  constructor(options: { pool: Pool; log: Logger }) {
    this.#pool = options.pool
    this.#log = options.log
  }

  async hold(worker_id: string): Promise<void> {
    while (!this.#closed && !this.#client) {
      try {
        await this.#take(worker_id)
      } catch (err) {
        this.#log.warn({ err, worker_id }, 'The proof of life could not be given; tried again')
        await delay(AGAIN_MS)
      }
    }
  }

  close(): void {
    this.#closed = true
    this.#client?.release(true)
    this.#client = undefined
  }

  async #take(worker_id: string): Promise<void> {
    const client = await this.#pool.connect()
    try {
      await client.query(`select pg_advisory_lock(${LIFE_LOCK})`, [worker_id])
    } catch (error) {
      client.release(true)
      throw error
    }
    if (this.#closed) return client.release(true)
    this.#client = client
    client.once('error', () => {
      if (this.#client !== client) return
      this.#client = undefined
      client.release(true)
      void this.hold(worker_id)
    })
  }
}
