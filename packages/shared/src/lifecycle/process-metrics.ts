import type { Pool } from 'pg'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** Gauges whose names end in `_total`, which promtool refuses. The same without the suffix have a label for the type. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

/**
 * A registry with the metrics of Node's process and event loop.
 *
 * @param info the labels of `dutybell_info`
 */
export function createRegistry(info: Readonly<Record<string, string>>): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
  const gauge = new Gauge({
    name: 'dutybell_info',
    help: 'The version and the settings of this process; always 1.',
    labelNames: Object.keys(info),
    registers: [registry],
  })
  gauge.set(info, 1)
  return registry
}

/** `dutybell_pool_connections{state}` and `dutybell_pool_waiting` of this process. */
export function measurePool(registry: Registry, pool: Pool): void {
  const _connections = new Gauge({
    name: 'dutybell_pool_connections',
    help: 'Connections of this process to the database: idle, or busy with a query or a transaction.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'idle' }, pool.idleCount)
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
    },
  })
  const _waiting = new Gauge({
    name: 'dutybell_pool_waiting',
    help: 'Queries of this process that wait for a connection.',
    registers: [registry],
    collect() {
      this.set(pool.waitingCount)
    },
  })
}
