import type { Sent } from './raw-http.ts'

/** Counts of what was sent and answered. */
export class Tally {
  requests = 0
  readonly answers = new Map<string, number>()
  readonly codes = new Map<string, number>()
  readonly mutations = new Map<string, number>()
  /** Operations with a 2xx answer. */
  readonly succeeded = new Map<string, number>()

  count({ request: { operation, mutations, method }, answer, ended }: Sent): void {
    this.requests += 1
    for (const mutation of mutations) increment(this.mutations, mutation)
    increment(this.answers, String(answer?.status ?? ended))
    if (answer === undefined) return
    const [, code] = /"code":"([a-z_]+)","request_id"/.exec(answer.body.toString()) ?? []
    if (answer.status >= 400 && code !== undefined) increment(this.codes, code)
    if (answer.status < 300) increment(this.succeeded, `${method} ${operation.path}`)
  }
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
