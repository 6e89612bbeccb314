import { fileURLToPath } from 'node:url'
import { runMigrations } from 'graphile-worker'
import { PgBoss } from 'pg-boss'
import { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { count as countRows, query, startPostgres } from '../postgres.ts'
import { Callbacks } from '../provider/callbacks.ts'
import { Catches } from '../provider/catches.ts'
import { startGraphServer } from '../provider/graph-server.ts'
import { Ledger } from '../provider/ledger.ts'
import { ProviderFaults } from '../provider/provider-faults.ts'
import { SeededRandom } from '@dutybell/shared/seeded-random'
import { Service } from '../service.ts'
import type { Competitor } from './competitor.ts'
import { QUEUE, QUEUE_OPTIONS, SUPERVISION } from './pg-boss-queue.ts'

type Publish = Competitor['publish']

export function startGraphileWorker(seed: number, workers: number): Promise<Competitor> {
  return startQueue(seed, workers, 'graphile-worker', async (url) => {
    await runMigrations({ connectionString: url })
    const publish: Publish = async (number) => {
      const statement = `select graphile_worker.add_job('send', to_json($1::text), max_attempts := 25)`
      await query(url, statement, [number])
    }
    const left = () => countRows(url, 'select count(*)::int as n from graphile_worker.jobs')
    return { publish, left, stop: async () => undefined }
  })
}

export function startPgBoss(seed: number, workers: number): Promise<Competitor> {
  return startQueue(seed, workers, 'pg-boss', async (url) => {
    const boss = new PgBoss({ connectionString: url, ...SUPERVISION, supervise: false })
    boss.on('error', () => undefined)
    await boss.start()
    await boss.createQueue(QUEUE, QUEUE_OPTIONS)
    const publish: Publish = async (number) => void (await boss.send(QUEUE, { to: number }))
    const left = () =>
      countRows(
        url,
        `select count(*)::int as n from pgboss.job where name = '${QUEUE}' and state < 'completed'`,
      )
    return { publish, left, stop: () => boss.stop({ graceful: false }) }
  })
}

async function startQueue(
  seed: number,
  count: number,
  name: 'graphile-worker' | 'pg-boss',
  prepare: (url: string) => Promise<Pick<Competitor, 'publish' | 'left' | 'stop'>>,
): Promise<Competitor> {
  const random = new SeededRandom(seed)
  const postgres = await startPostgres()
  const url = await postgres.urlOf('postgres')
  const { publish, left, stop } = await prepare(url)
  const ledger = new Ledger()
  const providerFaults = new ProviderFaults(random.fork())
  const catches = new Catches()
  const callbacks = new Callbacks({ random, catches, app_secret: '', targets: () => [], window_ms: 1_000 })
  const graph = await startGraphServer({ random, ledger, providerFaults, catches, callbacks })
  const main = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const workers: Service[] = []
  for (let n = 1; n <= count; n += 1) {
    const proxy = await DatabaseProxy.start(url)
    const worker = `worker-${n}`
    const env = { DATABASE_URL: url, META_WA_BASE_URL: graph.url, META_WA_ACCESS_TOKEN: worker }
    workers.push(new Service({ name: worker, main, env, proxy, url: '' }))
  }
  for (const worker of workers) worker.start()
  return {
    name,
    workers,
    ledger,
    providerFaults,
    catches,
    publish,
    left,
    marked: async () => 0, // a queue has no state for doubts
    async stop() {
      await stop()
      for (const worker of workers) {
        await worker.stop()
        await worker.proxy.close()
      }
      await graph.close()
      callbacks.stop()
      await postgres.stop()
    },
  }
}
