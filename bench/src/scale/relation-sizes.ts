import type { BenchDatabase } from '../postgres.ts'

export interface RelationSize {
  readonly name: string
  readonly dead_rows: number
  readonly table_mb: number
  readonly indexes_mb: number
}

/** The tables that grow with the messages, the largest first. */
export async function relationSizes({ pool }: BenchDatabase): Promise<readonly RelationSize[]> {
  const { rows } = await pool.query<RelationSize>(
    `select relname as name, n_dead_tup::int as dead_rows,
      (pg_table_size(relid) / 1048576.0)::float8 as table_mb, (pg_indexes_size(relid) / 1048576.0)::float8 as indexes_mb
    from pg_stat_user_tables
    where schemaname = 'public' and n_live_tup > 1000
    order by pg_total_relation_size(relid) desc`,
  )
  return rows
}
