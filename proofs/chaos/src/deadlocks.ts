import { count } from './postgres.ts'

/** Counts the deadlocks that Postgres reports. A crash resets Postgres' counter, so the count is kept before each crash. */
export class DeadlockCounter {
  readonly #url: string
  #kept = 0

  constructor(url: string) {
    this.#url = url
  }

  async keep(): Promise<void> {
    this.#kept += await this.#current().catch(() => 0)
  }

  async total(): Promise<number> {
    return this.#kept + (await this.#current())
  }

  #current(): Promise<number> {
    return count(
      this.#url,
      'select deadlocks::int as n from pg_stat_database where datname = current_database()',
    )
  }
}
