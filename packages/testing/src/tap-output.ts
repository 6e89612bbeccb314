export interface TapResult {
  readonly passed: number
  readonly failed: number
  /** Names of skipped and todo tests that are not allowed to be. */
  readonly unlisted: readonly string[]
}

/**
 * Reads the lines of a TAP run. The counts come from tap's last summary line; a run that broke off has none.
 *
 * @param allowed names of tests that may be skipped; `*` at the end stands for the rest of a name
 */
export function readTap(lines: readonly string[], allowed: readonly string[]): TapResult {
  const summary = lines.findLast((line) => line.startsWith('# { total: ')) ?? ''
  const number = (name: string): number => Number(new RegExp(`\\b${name}: (\\d+)`).exec(summary)?.[1] ?? 0)
  const skipped = lines.flatMap((line) => {
    const name = /^\s*(?:not )?ok \d+ - (.*?)(?: # time=\S+)? # (?:SKIP|TODO)\b/.exec(line)?.[1]
    return name === undefined ? [] : [name]
  })
  const isAllowed = (name: string): boolean =>
    allowed.some((entry) => (entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry))
  return {
    passed: number('pass'),
    failed: number('fail'),
    unlisted: skipped.filter((name) => !isAllowed(name)),
  }
}
