import { setTimeout as delay } from 'node:timers/promises'
import { sql, Transaction } from 'kysely'
import type { Db, Tx } from './client.ts'
import { isLockTimeout, isPreparingUnsupported, isTransactionConflict } from './failures.ts'

const MAX_TRIES = 3 // a deadlock's loser finds the winner gone; a third meeting is rare
const MAX_LOCK_TIMEOUTS = 50 // each with its pause takes up to 100 ms: 5 s in total
const MAX_PAUSE_MS = 50

/**
 * Runs `work` atomically, again from the start where another transaction was in its way or a pooler lost its prepared statement: it
 * must do nothing outside the transaction. Within a transaction it is part of that one, which runs again as a whole.
 */
export async function inTransaction<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  if (db instanceof Transaction) return work(db)
  return untilNoConflict(() => db.transaction().execute(work))
}

/** As {@link inTransaction}, for work that is a single statement and so needs no transaction of its own. */
export async function inOneStatement<Result>(db: Db, work: (db: Db) => Promise<Result>): Promise<Result> {
  return db instanceof Transaction ? work(db as Tx) : untilNoConflict(() => work(db))
}

/**
 * Limits the lock waits of the rest of the transaction, which holds a channel's row that every claim needs. After a time-out
 * {@link untilNoConflict} runs it again from the start.
 */
export async function limitLockWaits(tx: Tx): Promise<void> {
  await sql`set local lock_timeout = '50ms'`.execute(tx)
}

/**
 * Runs a whole transaction again after a deadlock, a lock time-out ({@link limitLockWaits}) or a prepared statement that a pooler
 * lost.
 *
 * @throws the error of the last try
 */
export async function untilNoConflict<Result>(work: () => Promise<Result>): Promise<Result> {
  let lock_timeouts = 0
  let conflicts = 0
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (isLockTimeout(error)) lock_timeouts += 1
      else if (isTransactionConflict(error) || isPreparingUnsupported(error)) conflicts += 1
      else throw error
      if (conflicts >= MAX_TRIES || lock_timeouts >= MAX_LOCK_TIMEOUTS) throw error
      if (isLockTimeout(error)) await delay(Math.random() * MAX_PAUSE_MS) // without a random pause two transactions would meet again
    }
  }
}
