import { type Job, PgBoss } from 'pg-boss'
import { readRunContext, reportReady } from './fork-worker.ts'
import { createSender, type Message } from './message.ts'
import { BOSS_OPTIONS, QUEUE } from './pg-boss-options.ts'

const WORKERS = 8 // while one records or fetches its batch, the others send

const { database_url, provider_url, concurrency } = readRunContext()
const send = createSender(provider_url, concurrency)
const boss = new PgBoss({ ...BOSS_OPTIONS, connectionString: database_url, useListenNotify: true, max: 10 })
boss.on('error', console.error)
await boss.start()
await boss.work(
  QUEUE,
  {
    localConcurrency: WORKERS,
    batchSize: concurrency / WORKERS,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
    burstWhenBatchFull: true,
    perJobResults: true,
  },
  (jobs: Job<Message>[]) =>
    Promise.all(
      jobs.map(async (job) => {
        await send(job.data)
        return { id: job.id, status: 'completed' as const }
      }),
    ),
)
reportReady()
