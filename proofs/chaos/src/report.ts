import type { Tally } from './schedule.ts'
import type { Verdict } from './verdict/judge.ts'

export interface Report {
  readonly title: string
  readonly verdict: Verdict
  readonly tally: Tally
  readonly counts: readonly (readonly [what: string, n: number])[]
}

const MOST_SHOWN = 12

/** The tables of a round, in Markdown. */
export function describe({ title, verdict, tally, counts }: Report): string {
  const faults = [...tally].toSorted(([a], [b]) => a.localeCompare(b))
  return [
    `## ${title}`,
    table(
      ['promise', 'found against it'],
      verdict.findings.map(({ promise, faults }) => [promise, faults.length]),
    ),
    ...verdict.findings.flatMap(({ promise, faults }) =>
      faults.slice(0, MOST_SHOWN).map((fault) => `- ${promise}: ${fault}`),
    ),
    table(['counted', 'n'], [...counts, ...verdict.counts]),
    table(['fault', 'times'], faults),
  ].join('\n\n')
}

export function isKept({ verdict }: Report): boolean {
  return verdict.findings.every(({ faults }) => faults.length === 0)
}

function table(head: readonly [string, string], rows: readonly (readonly [string, number])[]): string {
  return [`| ${head.join(' | ')} |`, '|---|---:|', ...rows.map(([what, n]) => `| ${what} | ${n} |`)].join(
    '\n',
  )
}
