import { median } from '../measure/statistics.ts'
import { figure, spread, table } from '../measure/table.ts'
import type { Part } from '../part.ts'
import { longRun } from '../scale/long-run.ts'
import { drainPreloaded, type Preload, type Statistics } from '../scale/preloaded.ts'

const HEAD = [
  'in the database, analysed',
  'messages/s',
  'slowest … fastest',
  'of empty',
  'CPU s per 1,000',
  'Postgres CPU s per 1,000',
  'peak MB',
]

export const scalePart: Part = async ({ postgres, provider, short }) => {
  const tenth = short ? 10 : 1
  const count = 20_000 / tenth
  const finished = 1_000_000 / tenth
  const half_held = 200_000 / tenth
  const preloads: readonly Preload[] = [
    { name: 'nothing else' },
    { name: `${figure(finished)} finished`, finished },
    { name: `${figure(half_held)} waiting, half of a held template, 1 in 40 for one number`, half_held },
  ]
  const results: {
    preload: Preload
    analysed: Statistics
    drained: Awaited<ReturnType<typeof drainPreloaded>>
  }[] = []
  for (const preload of preloads) {
    for (const analysed of ['long ago', 'just now'] as const) {
      const drained = await drainPreloaded({ postgres, provider, count }, preload, analysed)
      results.push({ preload, analysed, drained })
    }
  }
  const rows = results.map(({ preload, analysed, drained }) => {
    const { per_second, worker_cpu, postgres_cpu, peak_mb } = drained
    return [
      `${preload.name}, ${analysed}`,
      figure(median(per_second)),
      spread(per_second),
      figure(median(per_second) / median(results[0]?.drained.per_second ?? []), 2),
      figure(worker_cpu, 3),
      figure(postgres_cpu, 3),
      figure(peak_mb),
    ]
  })
  const long_run = await longRun({
    postgres,
    provider,
    messages: finished,
    snapshot_seconds: 60 / tenth,
  })
  return `256 at once, medians of three windows of ${figure(count)} messages each\n\n${table(HEAD, rows)}\n\n${long_run}`
}
