import type { Competitor } from './competitor.ts'
import { type ForkedWorker, forkWorker } from './fork-worker.ts'

/** The POSTs alone, no database: what the machine and undici can do. */
export function bare(): Competitor {
  let worker: ForkedWorker | undefined
  return {
    name: 'bare undici',
    prepare: async () => undefined,
    start: async (context) => (worker = await forkWorker('bare-worker.ts', context)),
    enqueue: async (_database, _worker, batch) => void worker?.child.send(batch),
    unfinished: async () => 0,
  }
}
