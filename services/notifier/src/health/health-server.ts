import { fastify } from 'fastify'
import type { Metrics } from './metrics.ts'

export interface HealthOptions {
  readonly metrics: Metrics
  /** Why it is not ready, a sentence each; none: it is. */
  readonly unready: () => readonly string[]
}

/** `/livez`, `/readyz` and `/metrics`, for whoever watches and restarts this process. */
export function createHealthServer({ metrics, unready }: HealthOptions) {
  const app = fastify({ logger: false, forceCloseConnections: true })
  app.get('/livez', () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    const reasons = unready()
    return reply
      .code(reasons.length === 0 ? 200 : 503)
      .send({ status: reasons.length === 0 ? 'ready' : 'unready', reasons })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  return app
}
