import { readRelease } from '@dutybell/shared/lifecycle/release'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const Metrics = {
  description: "Prometheus' text format.",
  content: { 'text/plain': { schema: { type: 'string' } } },
}

/** Durations of requests by route and process metrics, for Prometheus. */
export function exposeMetrics(app: FastifyInstance, settings: { readonly time_zone: string }): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const labels = { ...readRelease(), ...settings }
  const info = new Gauge({
    name: 'dutybell_info',
    help: 'The version and the settings of this process; always 1.',
    labelNames: Object.keys(labels),
    registers: [registry],
  })
  info.set(labels, 1)
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000)
    done()
  })
  app.get(
    '/metrics',
    {
      schema: {
        tags: ['health'],
        operationId: 'read_metrics',
        summary: 'Metrics for Prometheus',
        response: { 200: Metrics },
      },
    },
    async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  )
}
