import { fastify } from 'fastify'
import type { Metrics } from './metrics.ts'

export interface HealthOptions {
  /** Undefined: they have a listener of their own. */
  readonly metrics: Metrics | undefined
  /** The reasons why it is not ready, a sentence each. */
  readonly unready: () => Promise<readonly string[]>
  /** The reasons why sending waits for a person; it is ready nevertheless, because a restart would not help. */
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
  if (metrics !== undefined)
    app.get('/metrics', async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    )
  return app
}
