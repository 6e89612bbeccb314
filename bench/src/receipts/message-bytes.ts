import type { BenchDatabase } from '../postgres.ts'

/** The tables that hold a message, `queue` where the layout has one. */
export const MESSAGE_TABLES: readonly string[] = ['deliveries', 'attempts', 'outbox', 'recipients', 'queue']

/** Bytes of each table with its indexes. */
export type TableBytes = Readonly<Record<string, number>>

export async function messageTableBytes({ pool }: BenchDatabase): Promise<TableBytes> {
  const { rows } = await pool.query<{ name: string; bytes: number }>(
    `select relname as name, pg_total_relation_size(oid)::float8 as bytes from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname = any($1)`,
    [MESSAGE_TABLES],
  )
  return Object.fromEntries(rows.map(({ name, bytes }) => [name, bytes]))
}

/** @returns what each table grew by for each of `messages` */
export function bytesPerMessage(before: TableBytes, after: TableBytes, messages: number): TableBytes {
  return Object.fromEntries(
    Object.entries(after).map(([name, bytes]) => [name, (bytes - (before[name] ?? NaN)) / messages]),
  )
}

export function sum(bytes: TableBytes): number {
  return Object.values(bytes).reduce((total, value) => total + value, 0)
}
