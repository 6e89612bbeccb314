import { type QueryExecutorProvider, sql } from 'kysely'
import { OperatorError } from '../errors.ts'

/** What graphile-worker throws where the schema has a breaking migration that it does not know. */
const NEWER = /^Database is using Graphile Worker schema revision (\d+).*only supports up to revision (\d+)/

/** @returns an OperatorError where a newer graphile-worker migrated its schema; any other error unchanged */
export function explainNewerWorkerSchema(error: unknown): unknown {
  const [, found, known] = (error instanceof Error ? NEWER.exec(error.message) : null) ?? []
  if (found === undefined) return error
  return new OperatorError(
    `The schema graphile_worker of the database has revision ${found}, and this release knows revisions up to ${known}: another application upgraded it. Install a release of Dutybell with a newer graphile-worker, or give Dutybell a database of its own.`,
    { cause: error },
  )
}

/** The revision of graphile-worker's schema; null: it has none. */
export async function readWorkerRevision(db: QueryExecutorProvider): Promise<number | null> {
  const found = await sql<{ exists: boolean }>`
    select to_regclass('graphile_worker.migrations') is not null as exists`.execute(db)
  if (found.rows[0]?.exists !== true) return null
  const { rows } = await sql<{ revision: number | null }>`
    select max(id) as revision from graphile_worker.migrations`.execute(db)
  return rows[0]?.revision ?? null
}
