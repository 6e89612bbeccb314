/** Lines of a passed assertion, a plan or a summary, which are not printed. A skipped test prints its reason. */
const ROUTINE = /^\s*$|^\s*ok (?!.*# (SKIP|TODO))|^\s*# (Subtest|time|\{)|^\s*1\.\.|^TAP version/

export interface TapResult {
  readonly total: number
  readonly passed: number
  readonly failed: number
  /** Names of skipped and todo tests that are not allowed to be. */
  readonly unlisted: readonly string[]
}

/**
 * Reads what a test file wrote. The counts come from tap's summary at the end; a file that broke off has none.
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
    total: number('total'),
    passed: number('pass'),
    failed: number('fail'),
    unlisted: skipped.filter((name) => !isAllowed(name)),
  }
}

/** The names in ci/allowed-skips.txt that count on this platform. */
export function allowedSkips(list: string, platform: NodeJS.Platform): string[] {
  const entries = list.split('\n').filter((line) => !/^\s*(#|$)/.test(line))
  return entries.flatMap((entry) => {
    const [, exception, name = entry] = /^except (\w+): (.*)$/.exec(entry) ?? []
    return exception === platform ? [] : [name]
  })
}

export function isRoutine(line: string): boolean {
  return ROUTINE.test(line)
}
