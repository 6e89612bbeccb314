import { PgBoss } from 'pg-boss'
import { QUEUE, SUPERVISION } from './pg-boss-queue.ts'
import { send } from './send.ts'

const boss = new PgBoss({ connectionString: process.env['DATABASE_URL'] ?? '', ...SUPERVISION })
boss.on('error', () => undefined) // such as an unavailable database: pg-boss retries
await boss.start()
await boss.work<{ to: string }>(
  QUEUE,
  { batchSize: 1, localConcurrency: 16, pollingIntervalSeconds: 0.5 },
  async (jobs) => {
    for (const { data } of jobs) await send(data.to)
  },
)
