import { run } from 'graphile-worker'
import { send } from './send.ts'

const { DATABASE_URL = '' } = process.env

/** One job per message, tried again as graphile-worker does it. */
await run({
  connectionString: DATABASE_URL,
  noHandleSignals: true,
  concurrency: 16,
  pollInterval: 500,
  taskList: { send: (payload) => send(String(payload)) },
})
