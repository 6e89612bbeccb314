import autocannon from 'autocannon'
import { phoneNumber } from './competitors/message.ts'
import { cpuSeconds } from './measure/process-cost.ts'
import type { BenchPostgres } from './postgres.ts'
import type { RegistrationServer } from './servers/server.ts'

export interface LoadResult {
  readonly per_second: number
  readonly p50_ms: number
  readonly p99_ms: number
  /** CPU seconds per 1,000 requests. */
  readonly server_cpu: number
  readonly postgres_cpu: number
}

export interface LoadOptions {
  readonly postgres: BenchPostgres
  readonly connections: number
  readonly count: number
  /** Requests before the measurement: connections are open then, and the code is compiled. */
  readonly warm_up: number
}

/** Registers people, each another, as fast as the server takes them. @throws when one is refused */
export async function load(
  server: RegistrationServer,
  { postgres, connections, count, warm_up }: LoadOptions,
): Promise<LoadResult> {
  const database = await postgres.create()
  try {
    await server.prepare(database)
    const { url, pid, stop } = await server.start(database)
    try {
      let people = 0
      const next = () => {
        people += 1
        return { phone_number: phoneNumber(people), email: `volunteer${people}@example.org` }
      }
      await fire({ url, connections, count: warm_up, next })
      const server_before = await cpuSeconds(pid)
      const postgres_before = await postgres.cpuSeconds()
      const { latency, seconds } = await fire({ url, connections, count, next })
      const thousands = count / 1_000
      return {
        per_second: count / seconds,
        p50_ms: latency.p50,
        p99_ms: latency.p99,
        server_cpu: ((await cpuSeconds(pid)) - server_before) / thousands,
        postgres_cpu: ((await postgres.cpuSeconds()) - postgres_before) / thousands,
      }
    } finally {
      await stop()
    }
  } finally {
    await database.drop()
  }
}

interface Volley extends Pick<LoadOptions, 'connections' | 'count'> {
  readonly url: string
  /** The fields of the next person beside the name. */
  readonly next: () => object
}

async function fire({ url, connections, count, next }: Volley) {
  const began = performance.now()
  let ended = began
  const fired = Promise.withResolvers<autocannon.Result>()
  const options: autocannon.Options = {
    url,
    connections,
    amount: count,
    requests: [
      {
        method: 'POST',
        path: '/v1/registrations',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({
          ...request,
          body: JSON.stringify({ full_name: 'Ahmed Ali', ...next() }),
        }),
      },
    ],
  }
  const firing = autocannon(options, (error: Error | null, result) =>
    error ? fired.reject(error) : fired.resolve(result),
  )
  firing.on('response', () => (ended = performance.now())) // its own duration is in whole seconds
  const { latency, errors, non2xx, statusCodeStats } = await fired.promise
  if (errors > 0 || non2xx > 0)
    throw new Error(`${errors} requests failed; the answers: ${JSON.stringify(statusCodeStats)}`)
  return { latency, seconds: (ended - began) / 1_000 }
}
