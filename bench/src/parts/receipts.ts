import { current } from '../installations/installation.ts'
import { median } from '../measure/statistics.ts'
import { figure, spread, table } from '../measure/table.ts'
import type { Part } from '../part.ts'
import { measureReceipts, type ReceiptsResult } from '../receipts/measure-receipts.ts'
import { sum, type TableBytes } from '../receipts/message-bytes.ts'
import { ratiosTable } from '../report/ratios.ts'

interface Measured {
  readonly name: string
  readonly runs: ReceiptsResult[]
}

/** Receipts, WAL and bytes of this commit and of the earlier one, in turns. */
export const receiptsPart: Part = async ({ postgres, provider, short, baseline }) => {
  const [messages, runs] = short ? [200, 1] : [10_000, 3]
  const earlier = await baseline()
  const installations = earlier ? [current, earlier] : [current]
  const results = installations.map((installation) => ({
    name: installation.name,
    installation,
    runs: [] as ReceiptsResult[],
  }))
  for (let run = 0; run < runs; run += 1) {
    for (const { installation, runs } of results)
      runs.push(await measureReceipts(installation, { postgres, provider, messages }))
  }
  return [
    `${figure(messages)} messages, median of ${runs}`,
    cpuTable(results),
    'WAL bytes per message, all tables',
    walTable(results),
    'Bytes per finished message with its index entries, after `vacuum`; the last column after `vacuum full`',
    bytesTable(results),
    wantedTable(results),
  ].join('\n\n')
}

function cpuTable(results: readonly Measured[]): string {
  const rows = results.flatMap(({ name, runs }) => {
    const bare = medianOf(runs, (run) => run.bare_cpu)
    const row = (what: string, cpuOf: (run: ReceiptsResult) => number) => {
      const cpu = runs.map((run) => cpuOf(run) * 1e6)
      return [
        `${name}, ${what}`,
        figure(median(cpu), 1),
        spread(cpu, 1),
        figure(median(cpu) / (bare * 1e6), 2),
      ]
    }
    return [
      row('one in a body', (run) => run.single_cpu),
      row('hundreds in a body', (run) => run.bulk_cpu),
      row('a body without receipts', (run) => run.inbox_cpu),
      row('bare update of its rows', (run) => run.bare_cpu),
    ]
  })
  return table(['receipts', 'Postgres CPU µs per receipt', 'slowest … fastest', 'of the bare update'], rows)
}

function walTable(results: readonly Measured[]): string {
  const rows = results.map(({ name, runs }) => [
    name,
    ...(['publish_wal', 'send_wal', 'single_wal', 'bulk_wal'] as const).map((part) =>
      figure(medianOf(runs, (run) => run[part])),
    ),
    figure(medianOf(runs, singleWal)),
    figure(medianOf(runs, bulkWal)),
  ])
  return table(
    [
      'WAL bytes',
      'published',
      'sent',
      'receipts, one in a body',
      'receipts, hundreds in a body',
      'all, one in a body',
      'all, hundreds in a body',
    ],
    rows,
  )
}

function bytesTable(results: readonly Measured[]): string {
  const names = Object.keys(results[0]?.runs[0]?.vacuumed ?? {}).toSorted()
  const rows = results.map(({ name, runs }) => [
    name,
    ...names.map((table) => figure(medianOf(runs, (run) => run.vacuumed[table] ?? NaN))),
    figure(medianOf(runs, totalOf('vacuumed'))),
    figure(medianOf(runs, totalOf('rewritten'))),
  ])
  return table(['bytes', ...names, 'all', 'all, vacuum full'], rows)
}

function wantedTable([ours, earlier]: readonly Measured[]): string {
  const of = (measured: Measured | undefined, value: (run: ReceiptsResult) => number) =>
    medianOf(measured?.runs ?? [], value)
  const beside = (value: (run: ReceiptsResult) => number) => of(ours, value) / of(earlier, value)
  const bare = of(ours, (run) => run.bare_cpu)
  return ratiosTable([
    {
      what: 'WAL from publish to read, receipts one in a body, of the earlier commit',
      value: beside(singleWal),
      wanted: '≤ 0.55',
    },
    {
      what: 'WAL from publish to read, receipts by hundreds, of the earlier commit',
      value: beside(bulkWal),
      wanted: '≤ 0.55',
    },
    {
      what: "Postgres' CPU per receipt, one in a body, less the inbox's, of the bare update",
      value: of(ours, (run) => run.single_cpu - run.inbox_cpu) / bare,
      wanted: '≤ 2',
    },
    {
      what: "Postgres' CPU per receipt, by hundreds, of the bare update",
      value: of(ours, (run) => run.bulk_cpu) / bare,
      wanted: '≤ 2',
    },
    {
      what: 'bytes per finished message, after vacuum full',
      value: of(ours, totalOf('rewritten')),
      digits: 0,
      wanted: '≤ 1,300',
    },
    {
      what: 'bytes per finished message, after vacuum full, of the earlier commit',
      value: beside(totalOf('rewritten')),
      wanted: '≤ 0.69',
    },
  ])
}

function medianOf(runs: readonly ReceiptsResult[], value: (run: ReceiptsResult) => number): number {
  return median(runs.map(value))
}

function singleWal({ publish_wal, send_wal, single_wal }: ReceiptsResult): number {
  return publish_wal + send_wal + single_wal
}

function bulkWal({ publish_wal, send_wal, bulk_wal }: ReceiptsResult): number {
  return publish_wal + send_wal + bulk_wal
}

function totalOf(state: 'vacuumed' | 'rewritten') {
  return (run: ReceiptsResult): number => sum(run[state] satisfies TableBytes)
}
