import { curlLine } from './curl.ts'
import type { Request } from './request.ts'
import type { Sent } from './sent.ts'

export interface Finding {
  readonly number: number
  readonly faults: readonly string[]
  /** What was asked, and what was done to it. */
  readonly request: string
  readonly answers: string
  /** What was sent before on the same connection. */
  readonly before: string
  /** For a shell, while the API of this run is there. */
  readonly curl: string
}

export async function findingOf(
  { request, exchange: { answers, ended, before } }: Sent,
  faults: readonly string[],
  port: number,
): Promise<Finding> {
  return {
    number: request.number,
    faults,
    request: inWords(request),
    before: before === undefined ? 'none' : inWords(before),
    answers:
      answers.map(({ status, body }) => `${status} ${body.toString().slice(0, 500)}`).join(' | ') || ended,
    curl: await curlLine(request, port),
  }
}

function inWords({ method, target, bends, key_holder }: Request): string {
  const key = key_holder === undefined ? 'no key' : `key ${key_holder.name}`
  return `${method} ${target.slice(0, 200)} (${[key, ...bends].join('; ')})`
}
