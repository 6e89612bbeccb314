import { inspect } from 'node:util'

/** The outcome of a proof: one line per check, then the counts as the last line. */
export class Report {
  #passed = 0
  #failed = 0

  /** @param failure what went wrong, over several lines where it needs them; null: the check passed */
  check(name: string, failure: string | null): void {
    if (failure === null) this.#passed += 1
    else this.#failed += 1
    console.log(`${failure === null ? 'ok' : 'not ok'} - ${name}`)
    if (failure !== null) console.log(failure.replaceAll(/^/gm, '  '))
  }

  /** Adds the counts of a process that printed its own checks. */
  count(passed: number, failed: number): void {
    this.#passed += passed
    this.#failed += failed
  }

  /** Prints the counts and sets the exit code. */
  end(): void {
    console.log(`${this.#passed} passed, ${this.#failed} failed`)
    process.exitCode = this.#failed === 0 && this.#passed > 0 ? 0 : 1
  }
}

/** Collects what has to be closed, as tap's `t` does. */
export interface Scope {
  teardown(close: () => unknown): void
}

/** Runs a proof to its end: an error is a failed check, and everything opened is closed in reverse order. */
export async function runProof(run: (report: Report, scope: Scope) => Promise<void>): Promise<void> {
  const report = new Report()
  try {
    await withScope((scope) => run(report, scope))
  } catch (error) {
    report.check('the proof runs to its end', inspect(error))
  }
  report.end()
}

/** Closes everything opened in reverse order when `run` ends. */
export async function withScope<T>(run: (scope: Scope) => Promise<T>): Promise<T> {
  const closers: (() => unknown)[] = []
  try {
    return await run({ teardown: (close) => void closers.unshift(close) })
  } finally {
    for (const close of closers) await close()
  }
}

const MAX_SHOWN = 20

/** @param findings empty texts are what passed */
export function failureOf(findings: Iterable<string>): string | null {
  const wrong = [...findings].filter((finding) => finding !== '')
  return wrong.length === 0 ? null : `${wrong.length} wrong:\n${wrong.slice(0, MAX_SHOWN).join('\n')}`
}
