import { Kysely, PostgresDialect } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Db } from './client.ts'
import type { Tables } from './database.ts'

export type Asked<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** Used up: no connection of the pool became free. Silent: the database does not answer. */
  | { readonly kind: 'used_up' | 'silent'; readonly reason: string }

/** For `/readyz`: an orchestrator waits a second. */
const LIMIT_MS = 900

/**
 * Asks on one connection of the pool, within a time limit. A connection on which the answer does not come in time is broken: a
 * half-open one would stay silent, and the next question gets another.
 *
 * @throws where the database cannot be reached, or refuses
 */
export async function askWithin<Answer>(
  pool: Pool,
  ask: (db: Db) => Promise<Answer>,
): Promise<Asked<Answer>> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  // One turn more: what has arrived counts, where this process itself was held up.
  const timer = setTimeout(() => setImmediate(resolve, 'late'), LIMIT_MS)
  try {
    const connecting = pool.connect()
    const client = await Promise.race([connecting, late])
    if (client === 'late') {
      void connecting.then((unused) => unused.release()).catch(() => undefined)
      return explainSilence(pool)
    }
    let is_late = false
    try {
      const answer = await Promise.race([ask(over(client)).then((answer) => ({ answer })), late])
      is_late = answer === 'late'
      return answer === 'late' ? explainSilence(pool) : { kind: 'answered', ...answer }
    } finally {
      client.release(is_late)
    }
  } finally {
    clearTimeout(timer)
  }
}

function explainSilence(pool: Pool): Asked<never> {
  const { totalCount, idleCount, options } = pool
  const seconds = LIMIT_MS / 1_000
  if (totalCount >= (options.max ?? 0) && idleCount === 0 && pool.waitingCount > 0)
    return {
      kind: 'used_up',
      reason: `All ${totalCount} database connections are in use, and none became free within ${seconds} s.`,
    }
  return { kind: 'silent', reason: `The database did not answer within ${seconds} s.` }
}

/** Its statements run on this connection, which the caller releases. */
function over(client: PoolClient): Db {
  const lent = new Proxy(client, {
    get(target, property) {
      if (property === 'release') return () => undefined
      const value: unknown = Reflect.get(target, property)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const pool = { connect: () => Promise.resolve(lent), end: () => Promise.resolve(), options: {} }
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}
