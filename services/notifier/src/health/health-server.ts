import { fastify } from 'fastify'
import type { Metrics } from './metrics.ts'

export interface HealthOptions {
  readonly metrics: Metrics
  /** Why it is not ready, a sentence each; none: it is. */
  readonly unready: () => Promise<readonly string[]>
  /** What it waits for a person to do; it is ready all the same, for a restart would not help. */
  readonly waiting: () => Promise<readonly string[]>
}

/** `/livez`, `/readyz` and `/metrics`, for monitoring and the orchestrator. */
export function createHealthServer({ metrics, unready, waiting }: HealthOptions) {
  const app = fastify({ logger: false, forceCloseConnections: true })
  app.get('/livez', () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    const reasons = await unready()
    if (reasons.length > 0) return reply.code(503).send({ status: 'unready', reasons })
    const waits = await waiting()
    return reply.send({ status: waits.length === 0 ? 'ready' : 'waiting', reasons: waits })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  return app
}
