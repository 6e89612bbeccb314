import { fastify } from 'fastify'
import type { Metrics } from './metrics.ts'
import type { Readiness } from './readiness.ts'

export interface HealthOptions {
  /** Undefined: they have a listener of their own. */
  readonly metrics: Metrics | undefined
  readonly readiness: () => Promise<Readiness>
}

/** `/livez`, `/readyz` and `/metrics`, for monitoring and the orchestrator. */
export function createHealthServer({ metrics, readiness }: HealthOptions) {
  let running: Promise<Readiness> | undefined // one check at a time, however many ask
  const app = fastify({ logger: false, forceCloseConnections: true })
  app.get('/livez', () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    running ??= readiness().finally(() => (running = undefined))
    const { unready, waiting } = await running
    if (unready.length > 0) return reply.code(503).send({ status: 'unready', reasons: unready })
    return reply.send({ status: waiting.length === 0 ? 'ready' : 'waiting', reasons: waiting })
  })
  if (metrics !== undefined)
    app.get('/metrics', async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    )
  return app
}
