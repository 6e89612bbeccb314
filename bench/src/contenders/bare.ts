import type { Contender } from './contender.ts'
import { type ForkedWorker, forkWorker } from './fork-worker.ts'

/** The POSTs alone, no database: what the machine and undici can do. */
export function bare(): Contender {
  let worker: ForkedWorker | undefined
  return {
    name: 'bare undici',
    prepare: async () => undefined,
    start: async (surroundings) => (worker = await forkWorker('bare-worker.ts', surroundings)),
    enqueue: async (_database, _worker, batch) => void worker?.child.send(batch),
    unfinished: async () => 0,
  }
}
