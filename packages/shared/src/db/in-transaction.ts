import { Transaction } from 'kysely'
import type { Db, Tx } from './client.ts'
import { isPreparingUnsupported, isTransactionConflict } from './failures.ts'

const MAX_TRIES = 3 // a deadlock's loser finds the winner gone; a third meeting is rare

/**
 * Runs `work` atomically, again from the start where it lost a deadlock or a pooler lost its prepared statement: it must do nothing outside the transaction.
 * Within a transaction it is part of that one, which runs again as a whole.
 */
export async function inTransaction<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  if (db instanceof Transaction) return work(db)
  return untilNoConflict(() => db.transaction().execute(work))
}

/** As {@link inTransaction}, for work that is a single statement and so needs no transaction of its own. */
export async function inOneStatement<Result>(db: Db, work: (db: Db) => Promise<Result>): Promise<Result> {
  return db instanceof Transaction ? work(db as Tx) : untilNoConflict(() => work(db))
}

async function untilNoConflict<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries >= MAX_TRIES || !(isTransactionConflict(error) || isPreparingUnsupported(error))) throw error
    }
  }
}
