import { setTimeout as delay } from 'node:timers/promises'
import type { Committer, CommittingCompetitor } from './competitors/committer.ts'
import { machineNow } from './measure/clock.ts'
import type { BenchPostgres } from './postgres.ts'
import type { FakeProvider } from './provider/start-provider.ts'

export interface LatencyOptions {
  readonly postgres: BenchPostgres
  readonly provider: FakeProvider
  readonly count: number
  /** Messages before the measurement. */
  readonly warm_up: number
  /** How long after each commit the next one is asked for, in ms. */
  readonly nextIn: () => number
}

const CONCURRENCY = 256 // META_WA_CONCURRENCY's default
const FIRST_VOLUNTEER = 1_000_000

/** How long each message took from its acknowledged commit until it stood at the provider, in ms. */
export async function measureLatency(
  competitor: CommittingCompetitor,
  { postgres, provider, count, warm_up, nextIn }: LatencyOptions,
): Promise<readonly number[]> {
  const database = await postgres.create()
  try {
    await competitor.prepare(database)
    const worker = await competitor.start({ database, provider_url: provider.url, concurrency: CONCURRENCY })
    const committer = await competitor.openCommitter(database)
    try {
      await commitInTime({ committer, provider, nextIn, from: 0, count: warm_up })
      return await commitInTime({ committer, provider, nextIn, from: FIRST_VOLUNTEER, count })
    } finally {
      await committer.close()
      await worker.stop()
    }
  } finally {
    await database.drop()
  }
}

interface Commits extends Pick<LatencyOptions, 'provider' | 'count' | 'nextIn'> {
  readonly committer: Committer
  /** The number of the first volunteer. */
  readonly from: number
}

/** Asks for each commit at its time, whether or not those before it are done: a slow one must not thin out the others. */
async function commitInTime({ committer, provider, count, nextIn, from }: Commits): Promise<number[]> {
  const done = provider.expect(count)
  const commits: Promise<number>[] = []
  let due = machineNow()
  for (let n = 0; n < count; n += 1) {
    await delay(Math.max(0, due - machineNow()))
    commits.push(committer.commit(from + n))
    due += nextIn()
  }
  const committed_at = await Promise.all(commits)
  const { numbers, arrived_at } = await done
  const order = numbers.map((number) => Number(number.slice(-10)) - 9_000_000_000 - from)
  return order.map((n, place) => (arrived_at[place] ?? NaN) - (committed_at[n] ?? NaN))
}
