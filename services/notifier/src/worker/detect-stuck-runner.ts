import type { Worker, WorkerEvents } from 'graphile-worker'

/**
 * graphile-worker looks up its tasks once and keeps what it got, also where that was an error: such a runner listens and looks
 * healthy, but fails with that same error at every look and never takes a job again.
 */
export function detectStuckRunner(events: WorkerEvents, stuck: (error: unknown) => void): void {
  const last = new WeakMap<Worker, unknown>()
  events.on('worker:getJob:error', ({ worker, error }) => {
    if (last.get(worker) === error) stuck(error)
    last.set(worker, error)
  })
}
