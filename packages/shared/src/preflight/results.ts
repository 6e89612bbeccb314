import { sql, type Selectable } from 'kysely'
import type { Db } from '../db/client.ts'
import type { Tables } from '../db/database.ts'
import { inTransaction } from '../db/in-transaction.ts'

export type PreflightResult = Selectable<Tables['preflight_results']>

/** What one check found; `action` says what to do, and is null only for `ok`. */
export type PreflightLine = Pick<PreflightResult, 'key' | 'title' | 'outcome' | 'text' | 'action'>

/** A part of what one check found wrong. */
export interface Fault {
  readonly outcome: 'warning' | 'failure'
  readonly text: string
  readonly action: string
}

/** The results of the last run, in the order in which they are shown; empty: none ever ran. */
export function findPreflightResults(db: Db): Promise<PreflightResult[]> {
  return db.selectFrom('preflight_results').selectAll().orderBy('position').execute()
}

/** Replaces the results of the last run. */
export async function storePreflightResults(db: Db, lines: readonly PreflightLine[]): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`lock table preflight_results in share row exclusive mode`.execute(tx) // of two runs at once, the later one counts
    await tx.deleteFrom('preflight_results').execute()
    await sql`
      insert into preflight_results (key, position, title, outcome, text, action, checked_at)
      select key, position, title, outcome, text, action, now()
      from rows from (jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        as (key text, title text, outcome text, text text, action text)) with ordinality
        as line (key, title, outcome, text, action, position)`.execute(tx)
  })
}

/** Adds the job that runs the checks: the API has no token of Meta. A job that waits is not added twice. */
export async function requestPreflight(db: Db): Promise<void> {
  await sql`select graphile_worker.add_job('preflight', '{}'::json, job_key := 'preflight', max_attempts := 1)`.execute(
    db,
  )
}
