import { setTimeout as sleep } from 'node:timers/promises'
import type { Scope } from '../src/report.ts'

const PAUSE_MS = 100

export interface Load {
  /** Answered with 201. */
  readonly acknowledged: readonly string[]
  readonly stop: () => Promise<void>
}

/**
 * Registers one person after the other, until it is stopped. A request that fails is repeated with its Idempotency-Key at the next
 * address, as a proxy and a careful client do.
 */
export function startLoad(scope: Scope, addresses: readonly string[], key?: string): Load {
  const acknowledged: string[] = []
  const now = { is_stopped: false, is_abandoned: false }
  let tries = 0
  const register = async (n: number): Promise<void> => {
    const person = {
      full_name: `Fatima ${name(n)}`,
      phone_number: `+9197${String(10_000_000 + n)}`,
      email: `load${n}@example.org`,
    }
    for (;;) {
      tries += 1
      const id = await post(
        `${addresses[tries % addresses.length]}/v1/registrations`,
        person,
        `load-${n}`,
        key,
      )
      if (id !== undefined) return void acknowledged.push(id)
      if (now.is_abandoned) return
      await sleep(PAUSE_MS)
    }
  }
  const running = (async () => {
    for (let n = 0; !now.is_stopped; n += 1) {
      await register(n)
      await sleep(PAUSE_MS)
    }
  })()
  running.catch(() => undefined) // `stop` tells
  const stop = () => {
    now.is_stopped = true
    return running
  }
  scope.teardown(() => {
    now.is_abandoned = true
    return stop().catch(() => undefined)
  })
  return { acknowledged, stop }
}

/** @returns the id of the registration; undefined where the service is away, stopping or too busy */
async function post(
  url: string,
  person: object,
  idempotency_key: string,
  key: string | undefined,
): Promise<string | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': idempotency_key,
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(person),
  }).catch(() => undefined)
  if (answer === undefined || answer.status >= 500) return undefined
  const text = await answer.text().catch(() => undefined)
  if (text === undefined) return undefined
  if (answer.status !== 201) throw new Error(`A registration of the load: ${answer.status} ${text}`)
  return String(JSON.parse(text).id)
}

/** A number in letters: a name may have no digits. */
export function name(n: number): string {
  return n < 26 ? String.fromCodePoint(97 + n) : name(Math.floor(n / 26)) + name(n % 26)
}
