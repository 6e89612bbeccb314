import type { Log } from '@dutybell/shared/logger'

/** What a transaction logs, counts and wakes: done once it is committed, dropped with a rollback. */
export class AfterCommit {
  readonly #actions: (() => void)[] = []

  add(action: () => void): void {
    this.#actions.push(action)
  }

  addAll(others: AfterCommit): void {
    this.#actions.push(...others.#actions)
  }

  /** A log whose lines are written after the commit. */
  logTo(log: Log): Log {
    return {
      info: (fields, text) => this.add(() => log.info(fields, text)),
      warn: (fields, text) => this.add(() => log.warn(fields, text)),
      error: (fields, text) => this.add(() => log.error(fields, text)),
    }
  }

  run(): void {
    for (const action of this.#actions) action()
  }
}
