import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Installation } from '../installations/installation.ts'
import { median } from '../measure/statistics.ts'
import type { BenchDatabase, BenchPostgres } from '../postgres.ts'
import type { FakeProvider } from '../provider/start-provider.ts'
import type * as retention from './measure-retention.ts'
import type * as openDrain from './open-drain.ts'
import { type RelationSize, relationSizes } from './relation-sizes.ts'

export interface LongRunOptions {
  readonly installation: Installation
  readonly postgres: BenchPostgres
  readonly provider: FakeProvider
  readonly messages: number
  readonly snapshot_seconds: number
}

export interface LongRun {
  /** Messages per second and MB, tenth by tenth. */
  readonly rates: readonly number[]
  readonly memory: readonly number[]
  readonly sizes: readonly RelationSize[]
  /** Messages of each of the two drains that follow. */
  readonly minute: number
  readonly free: SnapshotDrain
  readonly held: SnapshotDrain
  readonly erasures: readonly retention.Erasure[]
}

export interface SnapshotDrain {
  /** Messages per second, quarter by quarter. */
  readonly rates: readonly number[]
  /** In all tables, at its end. */
  readonly dead_rows: number
}

const BATCHES = 10

/** One notifier takes the messages one tenth after the other; then a drain while a snapshot is held, and the retention. */
export async function measureLongRun({
  installation,
  messages,
  snapshot_seconds,
  ...options
}: LongRunOptions): Promise<LongRun> {
  const { withOpenDrain, measureRetention } = await modulesOf(installation)
  return withOpenDrain(options, async (open) => {
    const { rates, memory } = await drainInBatches(open, messages)
    const sizes = await relationSizes(open.database)
    const minute = Math.round(snapshot_seconds * median(rates))
    const free = await drainSnapshot(open, () => open.drain(minute))
    const held = await drainSnapshot(open, () => whileSnapshotIsHeld(open.database, () => open.drain(minute)))
    const erasures = await measureRetention(open.database)
    return { rates, memory, sizes, minute, free, held, erasures }
  })
}

/** The installation's own modules: they fill its tables, start its notifier and run its retention. */
async function modulesOf({ root }: Installation) {
  const urlOf = (name: string) => pathToFileURL(join(root, 'bench/src/scale', name)).href
  const { withOpenDrain }: typeof openDrain = await import(urlOf('open-drain.ts'))
  const { measureRetention }: typeof retention = await import(urlOf('measure-retention.ts'))
  return { withOpenDrain, measureRetention }
}

async function drainInBatches({ drain, memoryMegabytes }: openDrain.OpenDrain, messages: number) {
  const rates: number[] = []
  const memory: number[] = []
  for (let batch = 0; batch < BATCHES; batch += 1) {
    rates.push(median(await drain(messages / BATCHES)))
    memory.push(await memoryMegabytes())
  }
  return { rates, memory }
}

async function drainSnapshot(
  { database }: openDrain.OpenDrain,
  drain: () => Promise<readonly number[]>,
): Promise<SnapshotDrain> {
  const rates = await drain()
  const sizes = await relationSizes(database)
  return { rates, dead_rows: sizes.reduce((sum, { dead_rows }) => sum + dead_rows, 0) }
}

/** While `work` runs, a transaction keeps every dead row visible: nothing can be vacuumed away. */
async function whileSnapshotIsHeld<Result>(
  { pool }: BenchDatabase,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query('begin isolation level repeatable read')
    await client.query('set local idle_in_transaction_session_timeout = 0') // the database ends such sessions after 30 s
    await client.query('select from deliveries limit 1')
    return await work()
  } finally {
    await client.query('rollback')
    client.release()
  }
}
