import type { Measured } from './measure-reads.ts'

const HEADINGS = [
  'list',
  'filter',
  'sort',
  'pages',
  'most rows read',
  'most blocks',
  'slowest, ms',
  'with early statistics, ms',
  'found by',
]

/** Prints a Markdown table with one row per list, filter and sort. */
export function printTable(fresh: readonly Measured[], early: readonly Measured[]): void {
  console.log(`| ${HEADINGS.join(' | ')} |`)
  console.log(`|${HEADINGS.map((heading) => (/pages|most|ms/.test(heading) ? '--:' : '---')).join('|')}|`)
  const with_early = byQuery(early)
  for (const [name, pages] of byQuery(fresh)) {
    const both = [...pages, ...(with_early.get(name) ?? [])]
    const cells = [
      name,
      pages.length,
      maxOf(both, 'rows_read'),
      maxOf(both, 'buffers'),
      maxOf(pages, 'milliseconds').toFixed(1),
      maxOf(with_early.get(name) ?? [], 'milliseconds').toFixed(1),
      [...new Set(both.flatMap(({ scans }) => scans))].join(', '),
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
}

function byQuery(measured: readonly Measured[]): Map<string, Measured[]> {
  return Map.groupBy(measured, ({ list, filter, sort }) => [list, filter, sort].join(' | '))
}

function maxOf(pages: readonly Measured[], name: 'rows_read' | 'buffers' | 'milliseconds'): number {
  return Math.max(...pages.map((page) => page[name]))
}
