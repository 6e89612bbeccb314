import { median } from '../measure/statistics.ts'
import { figure, table } from '../measure/table.ts'
import type { BenchPostgres } from '../postgres.ts'
import type { FakeProvider } from '../provider/start-provider.ts'
import { whileSnapshotIsHeld } from './hold-snapshot.ts'
import { measureRetention } from './measure-retention.ts'
import { type OpenDrain, withOpenDrain } from './open-drain.ts'
import { type RelationSize, relationSizes } from './relation-sizes.ts'

export interface LongRunOptions {
  readonly postgres: BenchPostgres
  readonly provider: FakeProvider
  readonly messages: number
  readonly snapshot_seconds: number
}

const BATCHES = 10

/** A notifier that takes its million messages one tenth after the other, and what is left of them in the database. */
export function longRun({ messages, snapshot_seconds, ...options }: LongRunOptions): Promise<string> {
  return withOpenDrain(options, async (open) => {
    const { rates, memory } = await drainInBatches(open, messages)
    const sizes = await relationSizes(open.database)
    const minute = Math.round(snapshot_seconds * median(rates))
    const free = await open.drain(minute)
    const dead_before = deadRows(await relationSizes(open.database))
    const held = await whileSnapshotIsHeld(open.database, () => open.drain(minute))
    const dead_after = deadRows(await relationSizes(open.database))
    const erasures = await measureRetention(open.database)
    return [
      `A notifier takes ${figure(messages)} messages, a tenth after the other`,
      table(
        ['tenth', ...rates.map((_, tenth) => String(tenth + 1))],
        [
          ['messages/s', ...rates.map((rate) => figure(rate))],
          ['memory MB', ...memory.map((mb) => figure(mb))],
        ],
      ),
      'What they leave in the database',
      sizesTable(sizes, messages),
      `A minute of the drain (${figure(minute)} messages), by quarters, without and with a snapshot held open`,
      table(
        ['snapshot', ...free.map((_, quarter) => `messages/s ${quarter + 1}/4`), 'dead rows'],
        [
          ['none', ...free.map((rate) => figure(rate)), figure(dead_before)],
          ['held', ...held.map((rate) => figure(rate)), figure(dead_after)],
        ],
      ),
      'The retention, over all that is finished',
      table(
        ['erased', 'rows', 'rows/s'],
        erasures.map(({ what, erased, per_second }) => [what, figure(erased), figure(per_second)]),
      ),
    ].join('\n\n')
  })
}

async function drainInBatches({ drain, memoryMegabytes }: OpenDrain, messages: number) {
  const rates: number[] = []
  const memory: number[] = []
  for (let batch = 0; batch < BATCHES; batch += 1) {
    rates.push(median(await drain(messages / BATCHES)))
    memory.push(await memoryMegabytes())
  }
  return { rates, memory }
}

function sizesTable(sizes: readonly RelationSize[], messages: number): string {
  return table(
    ['table', 'dead rows', 'MB', 'its indexes MB', 'bytes a message'],
    sizes.map(({ name, dead_rows, table_mb, indexes_mb }) => [
      name,
      figure(dead_rows),
      figure(table_mb),
      figure(indexes_mb),
      figure(((table_mb + indexes_mb) * 1024 * 1024) / messages),
    ]),
  )
}

function deadRows(sizes: readonly RelationSize[]): number {
  return sizes.reduce((sum, { dead_rows }) => sum + dead_rows, 0)
}
