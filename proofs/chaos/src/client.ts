import { setTimeout as sleep } from 'node:timers/promises'
import type { SeededRandom } from '@dutybell/shared/seeded-random'

export const ADMIN_SECRET = 'chaos-admin-secret-of-the-run'

/** The outcome as the client knows it. */
export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unknown' }

export interface Call {
  readonly method: 'POST' | 'PATCH'
  readonly path: string
  readonly body: object
  readonly idempotency_key?: string
}

const PATIENCE_MS = 4_000
const TRIES = 4

/** Calls one of several APIs, with a retry after a 5xx, a time-out or a broken connection. */
export async function call(
  apis: readonly { url: string }[],
  random: SeededRandom,
  request: Call,
): Promise<Answer> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await callOnce(random.pick(apis).url, request)
    if (answer.kind === 'answered' && answer.status < 500 && answer.status !== 429) return answer
    await sleep(random.between(100, 600))
  }
  return { kind: 'unknown' }
}

async function callOnce(url: string, { method, path, body, idempotency_key }: Call): Promise<Answer> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${ADMIN_SECRET}`,
        ...(idempotency_key === undefined ? {} : { 'idempotency-key': idempotency_key }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const text = await response.text()
    const read: unknown = text === '' ? {} : JSON.parse(text)
    if (typeof read !== 'object' || read === null) return { kind: 'unknown' }
    return { kind: 'answered', status: response.status, body: { ...read } }
  } catch {
    return { kind: 'unknown' }
  }
}
