import autocannon from 'autocannon'
import { phoneNumber } from './competitors/message.ts'
import { cpuSeconds } from './measure/process-cost.ts'
import type { BenchPostgres } from './postgres.ts'
import type { RegistrationServer } from './servers/server.ts'
import { migrate } from '@dutybell/shared/db/migrate'

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
  readonly count: number
}

const CONNECTIONS = 64
const WARM_UP = 5_000 // requests; every connection is open then, and the code compiled: these processes run for weeks

/** Registers people, each another, as fast as the server takes them. @throws when one is refused */
export async function load(
  server: RegistrationServer,
  { postgres, count }: LoadOptions,
): Promise<LoadResult> {
  const database = await postgres.create()
  try {
    await migrate(database.url)
    const { url, pid, stop } = await server.start(database)
    try {
      let people = 0
      const next = () => (people += 1)
      await fire(url, WARM_UP, next)
      const server_before = await cpuSeconds(pid)
      const postgres_before = await postgres.cpuSeconds()
      const { latency, seconds } = await fire(url, count, next)
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

async function fire(url: string, count: number, next: () => number) {
  const began = performance.now()
  let ended = began
  const fired = Promise.withResolvers<autocannon.Result>()
  const options: autocannon.Options = {
    url,
    connections: CONNECTIONS,
    amount: count,
    requests: [
      {
        method: 'POST',
        path: '/v1/registrations',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({
          ...request,
          body: `{"full_name":"Ahmed Ali","phone_number":"${phoneNumber(next())}"}`,
        }),
      },
    ],
  }
  const firing = autocannon(options, (error: Error | null, result) =>
    error ? fired.reject(error) : fired.resolve(result),
  )
  firing.on('response', () => (ended = performance.now())) // its own duration is in whole seconds
  const { latency, errors, non2xx } = await fired.promise
  if (errors > 0 || non2xx > 0) throw new Error(`${errors} requests failed, ${non2xx} were refused.`)
  return { latency, seconds: (ended - began) / 1_000 }
}
