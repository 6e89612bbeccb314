export type Counts = { passed: number; failed: number; skipped: number }

/** The assertions of a TAP run, by the summary line tap ends it with; all none where it broke off. */
export function countAssertions(tap: string): Counts {
  const summary = tap.match(/^# \{ total: .*\}$/gm)?.at(-1) ?? ''
  const number = (name: string): number => Number(new RegExp(`\\b${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  return { passed: number('pass'), failed: number('fail'), skipped: number('skip') + number('todo') }
}
