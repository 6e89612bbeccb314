import { readFile } from 'node:fs/promises'
import type { Pool } from 'pg'

export interface LimitedProvider {
  readonly name: string
  /** What it takes in each second; null: any number. */
  readonly takes: number | null
  /** Which share of the rest it refuses, at random. */
  readonly refuses: number
  readonly latency_ms: number
}

export interface SimulatedPace {
  readonly accepted_per_second: number
  /** Of the messages that were sent. */
  readonly refused_share: number
}

export const PROVIDERS: readonly LimitedProvider[] = [
  { name: 'refuses 2 of 100 at random', takes: null, refuses: 0.02, latency_ms: 100 },
  { name: 'takes 10 a second', takes: 10, refuses: 0, latency_ms: 100 },
  { name: 'takes 50 a second', takes: 50, refuses: 0, latency_ms: 100 },
]

/** Runs the SQL of the pace against a provider in simulated time, on one connection of the pool. */
export async function simulatePace(
  pool: Pool,
  provider: LimitedProvider,
  { seconds, per_second }: { readonly seconds: number; readonly per_second: number },
): Promise<SimulatedPace> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(await readFile(new URL('simulate-pace.sql', import.meta.url), 'utf8'))
    const { rows } = await client.query<{ sent: number; refused: number }>(
      `select * from pg_temp.simulate_pace($1, $2, $3, $4, $5 * interval '1 millisecond')`,
      [seconds, per_second, provider.takes, provider.refuses, provider.latency_ms],
    )
    const [{ sent, refused } = { sent: 0, refused: 0 }] = rows
    return { accepted_per_second: (sent - refused) / seconds, refused_share: refused / sent }
  } finally {
    await client.query('rollback')
    client.release()
  }
}
