export type Counts = { passed: number; failed: number; skipped: number }

/** The assertions of a TAP run, by the summary line tap ends it with; a run that broke off has failed once. */
export function countAssertions(tap: string, exitCode: number): Counts {
  const summary = tap.match(/^# \{ total: .*\}$/gm)?.at(-1) ?? ''
  const number = (name: string): number => Number(new RegExp(`\\b${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  const failed = number('fail')
  return {
    passed: number('pass'),
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: number('skip') + number('todo'),
  }
}
