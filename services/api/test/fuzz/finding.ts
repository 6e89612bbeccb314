import { curlLine } from './curl.ts'
import type { Sent } from './sent.ts'

export interface Finding {
  readonly number: number
  readonly faults: readonly string[]
  /** What was asked, and what was done to it. */
  readonly request: string
  readonly answers: string
  /** For a shell, while the API of this run is there. */
  readonly curl: string
}

export async function findingOf(
  { request, exchange: { answers, ended } }: Sent,
  faults: readonly string[],
  port: number,
): Promise<Finding> {
  const { number, method, target, bends, key_holder } = request
  const key = key_holder === undefined ? 'no key' : `key ${key_holder.name}`
  return {
    number,
    faults,
    request: `${method} ${target.slice(0, 200)} (${[key, ...bends].join('; ')})`,
    answers:
      answers.map(({ status, body }) => `${status} ${body.toString().slice(0, 500)}`).join(' | ') || ended,
    curl: await curlLine(request, port),
  }
}
