import { Logger, run } from 'graphile-worker'
import { readRunContext, reportReady } from './fork-worker.ts'
import { createSender, readMessage } from './message.ts'

const { database_url, provider_url, concurrency, mode } = readRunContext()
const send = createSender(provider_url, concurrency)

/** A local queue and batches serve many at once; for one at a time they only add a wait. */
const tuning =
  mode === 'latency'
    ? {}
    : {
        localQueue: { size: concurrency * 2, refetchDelay: { durationMs: 10 } },
        completeJobBatchDelay: 5,
        failJobBatchDelay: 5,
      }

await run({
  connectionString: database_url,
  noHandleSignals: true,
  logger: new Logger(() => () => undefined),
  preset: {
    worker: {
      concurrentJobs: concurrency,
      maxPoolSize: 10,
      pollInterval: 2000,
      ...tuning,
    },
  },
  taskList: { send: async (payload) => void (await send(readMessage(payload))) },
})
reportReady()
