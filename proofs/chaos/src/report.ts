import type { Tally } from './schedule.ts'
import type { Verdict } from './verdict/judge.ts'

export interface Report {
  readonly title: string
  readonly verdict: Verdict
  readonly tally: Tally
  readonly counts: readonly (readonly [what: string, n: number])[]
}

const MAX_SHOWN = 12

/** The tables of a round, in Markdown. */
export function describe({ title, verdict, tally, counts }: Report): string {
  const faults = [...tally].toSorted(([a], [b]) => a.localeCompare(b))
  return [
    `## ${title}`,
    table(
      ['promise', 'violations'],
      verdict.findings.map(({ promise, faults }) => [promise, faults.length]),
    ),
    ...verdict.findings.flatMap(({ promise, faults }) =>
      faults.slice(0, MAX_SHOWN).map((fault) => `- ${promise}: ${fault}`),
    ),
    table(['counted', 'n'], [...counts, ...verdict.counts]),
    table(['fault', 'fired'], faults),
  ].join('\n\n')
}

/** How many promises were kept and how many were broken. */
export function countPromises(reports: readonly Report[]): { kept: number; broken: number } {
  const findings = reports.flatMap(({ verdict }) => verdict.findings)
  const kept = findings.filter(({ faults }) => faults.length === 0).length
  return { kept, broken: findings.length - kept }
}

/** Names the faults that never fired: they prove nothing. */
export function findUnfired(tally: Tally): readonly string[] {
  return [...tally].filter(([, fired]) => fired === 0).map(([name]) => `${name} never fired`)
}

function table(head: readonly [string, string], rows: readonly (readonly [string, number])[]): string {
  return [`| ${head.join(' | ')} |`, '|---|---:|', ...rows.map(([what, n]) => `| ${what} | ${n} |`)].join(
    '\n',
  )
}
