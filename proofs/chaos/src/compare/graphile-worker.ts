import { run } from 'graphile-worker'
import { send } from './send.ts'

const { DATABASE_URL = '' } = process.env

/** One job per message, retried by graphile-worker's own rules. */
await run({
  connectionString: DATABASE_URL,
  noHandleSignals: true,
  concurrency: 16,
  pollInterval: 500,
  taskList: { send: (payload) => send(String(payload)) },
})
