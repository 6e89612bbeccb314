import { setTimeout as delay } from 'node:timers/promises'
import { Gauge, type Registry } from 'prom-client'
import { DATABASE_GAUGES } from './database-gauges.ts'
import { type Figures, type FiguresContext, readFigures } from './figures.ts'

const TIME_LIMIT_MS = 5_000 // Prometheus waits ten seconds for a scrape

/** Gauges read from the database at each scrape. Without the database they have no samples, and `dutybell_database_up` is 0. */
export function measureFigures(registry: Registry, ctx: FiguresContext): void {
  const read = shareReads(() => readFigures(ctx))
  const _up = new Gauge({
    name: 'dutybell_database_up',
    help: 'Whether this notifier could read the database for this scrape: 1 or 0.',
    registers: [registry],
    async collect() {
      this.set((await read()) === undefined ? 0 : 1)
    },
  })
  for (const { name, help, labels, samples } of DATABASE_GAUGES) {
    const _gauge = new Gauge({
      name,
      help,
      labelNames: labels,
      registers: [registry],
      async collect() {
        const figures = await read()
        this.reset()
        if (labels.length === 0) this.remove() // else it has a sample of 0
        for (const [values, value] of figures === undefined ? [] : samples(figures)) this.set(values, value)
      },
    })
  }
}

/** The gauges of a scrape share one read. @returns undefined where the database does not answer in time */
function shareReads(readOnce: () => Promise<Figures>): () => Promise<Figures | undefined> {
  let running: Promise<Figures | undefined> | undefined
  return () => {
    if (running !== undefined) return running
    const timer = new AbortController()
    const answer = readOnce().catch(() => undefined)
    running = Promise.race([answer, delay(TIME_LIMIT_MS, undefined, { signal: timer.signal })])
    void answer.then(() => {
      timer.abort()
      running = undefined
    })
    return running
  }
}
