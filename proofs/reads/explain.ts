import type { Db } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'

/** The cost of a statement. */
export interface Explained {
  /** The scans of the plan, in its order. */
  readonly scans: readonly string[]
  /** Rows read from tables and indexes, including filtered ones. */
  readonly rows_read: number
  readonly buffers: number
  readonly milliseconds: number
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly PlanNode[]
}

/** A database that records its statements. */
export function watchQueries(pool: Pool): { db: Db; asked: CompiledQuery[] } {
  const asked: CompiledQuery[] = []
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: ({ level, query }) => void (level === 'query' && asked.push(query)),
  })
  return { db, asked }
}

/** The fastest counts: other programs slow down the rest, and of a long statement nearly every run. */
const TIMES = 3
const TIMES_OF_SLOW = 15
const SLOW_MILLISECONDS = 20

export async function explain(pool: Pool, statement: CompiledQuery): Promise<Explained> {
  let fastest = await explainOnce(pool, statement)
  for (let times = 1; times < TIMES || isSlow(fastest, times); times += 1) {
    const again = await explainOnce(pool, statement)
    if (again.milliseconds < fastest.milliseconds) fastest = again
  }
  return fastest
}

function isSlow({ milliseconds }: Explained, times: number): boolean {
  return milliseconds > SLOW_MILLISECONDS && times < TIMES_OF_SLOW
}

async function explainOnce(pool: Pool, { sql, parameters }: CompiledQuery): Promise<Explained> {
  const { rows } = await pool.query<{
    'QUERY PLAN': [{ Plan: PlanNode; 'Execution Time': number; 'Planning Time': number }]
  }>(`explain (analyze, buffers, format json) ${sql}`, [...parameters])
  const [explained] = rows[0]?.['QUERY PLAN'] ?? []
  if (explained === undefined) throw new Error('Every statement has a plan.')
  const scans = nodesOf(explained.Plan).filter(
    (node) => node['Node Type'].includes('Scan') && nameOf(node) !== undefined,
  )
  return {
    scans: [...new Set(scans.map((node) => `${nameOf(node)}`))],
    rows_read: Math.round(scans.reduce((rows, node) => rows + rowsOf(node), 0)),
    buffers: explained.Plan['Shared Hit Blocks'] + explained.Plan['Shared Read Blocks'],
    milliseconds: explained['Planning Time'] + explained['Execution Time'],
  }
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}

/** The index, or the table of a sequential scan. */
function nameOf(node: PlanNode): string | undefined {
  if (node['Node Type'] === 'Seq Scan') return `all of ${node['Relation Name']}`
  return node['Index Name']
}

function rowsOf(node: PlanNode): number {
  const rows =
    node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return rows * node['Actual Loops']
}
