import type { Exchange } from './answer.ts'
import type { Request } from './request.ts'

/** How many requests were answered how. */
export class Tally {
  #requests = 0
  #shed = 0
  readonly #statuses = new Map<string, number>()
  readonly #codes = new Map<string, number>()
  readonly #mutations = new Map<string, number>()
  readonly #succeeded = new Map<string, number>()

  count({ operation, bends, method }: Request, { answers, ended }: Exchange): void {
    this.#requests += 1
    for (const bend of bends) add(this.#mutations, bend)
    if (answers.length === 0) add(this.#statuses, ended)
    for (const { status, body } of answers) {
      add(this.#statuses, String(status))
      const [, code] = /"code":"([a-z_]+)","request_id"/.exec(body.toString()) ?? []
      if (status >= 400 && code !== undefined) add(this.#codes, code)
    }
    const [first] = answers
    if (first && first.status < 300) add(this.#succeeded, `${method} ${operation.path}`)
  }

  countShed(): void {
    this.#shed += 1
  }

  /** How often one was turned away unread, as the API had too much to do. */
  get shed(): number {
    return this.#shed
  }

  get requests(): number {
    return this.#requests
  }

  statuses(): ReadonlyMap<string, number> {
    return sorted(this.#statuses)
  }

  codes(): ReadonlyMap<string, number> {
    return sorted(this.#codes)
  }

  mutations(): ReadonlyMap<string, number> {
    return sorted(this.#mutations)
  }

  /** Operations that did what they are for, and how often. */
  succeeded(): ReadonlyMap<string, number> {
    return sorted(this.#succeeded)
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function sorted(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
