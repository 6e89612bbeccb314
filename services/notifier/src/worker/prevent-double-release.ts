import type { Pool, PoolClient } from 'pg'

type Connected = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: PoolClient['release'],
) => void

/**
 * The pool as graphile-worker may use it: stopped while its LISTEN fails, it releases that client twice, and pg's pool throws at
 * the second time, where nobody catches it.
 */
export function preventDoubleRelease(pool: Pool): Pool {
  function connect(): Promise<PoolClient>
  function connect(connected: Connected): void
  function connect(connected?: Connected): Promise<PoolClient> | void {
    if (!connected) return pool.connect()
    pool.connect((error, client, release) => {
      let released = false
      connected(error, client, (destroy) => {
        if (!released) release(destroy)
        released = true
      })
    })
  }
  return new Proxy(pool, {
    get(target, property) {
      if (property === 'connect') return connect
      const value: unknown = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
