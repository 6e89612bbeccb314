import { figure, table } from '../measure/table.ts'
import { MESSAGE_TABLES } from '../receipts/message-bytes.ts'
import type { Ratio } from '../report/ratios.ts'
import type { LongRun } from './long-run.ts'
import type { RelationSize } from './relation-sizes.ts'

export interface NamedLongRun extends LongRun {
  readonly name: string
}

/** What a long run measured; the snapshot and the retention of each installation. */
export function longRunTables(runs: readonly NamedLongRun[], messages: number): string[] {
  const [{ rates, memory, sizes, minute } = NOTHING] = runs
  const quarters = [1, 2, 3, 4].map((quarter) => `messages/s ${quarter}/4`)
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
      ['snapshot', ...quarters, 'dead rows'],
      runs.flatMap(({ name, free, held }) => [
        [`${name}, none`, ...free.rates.map((rate) => figure(rate)), figure(free.dead_rows)],
        [`${name}, held`, ...held.rates.map((rate) => figure(rate)), figure(held.dead_rows)],
      ]),
    ),
    'The retention, over all that is finished',
    table(
      ['erased', 'rows', 'rows/s'],
      runs.flatMap(({ name, erasures }) =>
        erasures.map(({ what, erased, per_second }) => [
          `${name}, ${what}`,
          figure(erased),
          figure(per_second),
        ]),
      ),
    ),
  ]
}

export function longRunRatios([ours, earlier]: readonly NamedLongRun[], messages: number): Ratio[] {
  const sizes = ours?.sizes.filter(({ name }) => MESSAGE_TABLES.includes(name)) ?? []
  const bytes = sizes.reduce((sum, size) => sum + bytesOf(size), 0) / messages
  return [
    {
      what: 'memory of the last tenth, of the first',
      value: last(ours?.memory) / (ours?.memory[0] ?? NaN),
      wanted: '≤ 1.05',
    },
    { what: 'bytes per sent message, autovacuumed', value: bytes, digits: 0, wanted: '≤ 1,300' },
    {
      what: 'messages/s of the last quarter beside a held snapshot, of the earlier commit',
      value: last(ours?.held.rates) / last(earlier?.held.rates),
      wanted: '≥ 1',
    },
    {
      what: 'retention, rows/s, of the earlier commit',
      value: rowsPerSecond(ours) / rowsPerSecond(earlier),
      wanted: '≥ 1',
    },
  ]
}

function last(values: readonly number[] = []): number {
  return values.at(-1) ?? NaN
}

const NOTHING: Pick<LongRun, 'rates' | 'memory' | 'sizes' | 'minute'> = {
  rates: [],
  memory: [],
  sizes: [],
  minute: NaN,
}

/** Over everything the retention erased. */
function rowsPerSecond({ erasures }: Pick<LongRun, 'erasures'> = { erasures: [] }): number {
  const rows = erasures.reduce((sum, { erased }) => sum + erased, 0)
  return rows / erasures.reduce((sum, { erased, per_second }) => sum + erased / per_second, 0)
}

function sizesTable(sizes: readonly RelationSize[], messages: number): string {
  return table(
    ['table', 'dead rows', 'MB', 'its indexes MB', 'bytes a message'],
    sizes.map((size) => [
      size.name,
      figure(size.dead_rows),
      figure(size.table_mb),
      figure(size.indexes_mb),
      figure(bytesOf(size) / messages),
    ]),
  )
}

function bytesOf({ table_mb, indexes_mb }: RelationSize): number {
  return (table_mb + indexes_mb) * 1024 * 1024
}
