import { setTimeout as delay } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Logger } from '@dutybell/shared/logger'

/** The advisory lock that marks a worker pool as alive: it ends with its connection. */
export const LIVENESS_LOCK = `hashtextextended('dutybell:worker:' || $1, 0)`

const RETRY_MS = 1_000

/** Holds the liveness lock of a worker pool on its own connection, and takes it again when that connection is lost. */
export class WorkerLiveness {
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
        this.#log.warn({ err, worker_id }, 'Could not take the worker liveness lock; retrying')
        await delay(RETRY_MS)
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
      await client.query(`select pg_advisory_lock(${LIVENESS_LOCK})`, [worker_id])
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
