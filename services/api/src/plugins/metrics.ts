import { AppError } from '@dutybell/shared/errors'
import {
  type ListenAddress,
  type MetricsListener,
  serveMetrics,
} from '@dutybell/shared/lifecycle/metrics-listener'
import { createRegistry, measurePool } from '@dutybell/shared/lifecycle/process-metrics'
import { readRelease } from '@dutybell/shared/lifecycle/release'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { Histogram, type Registry } from 'prom-client'
import { isPrivateAddress } from '../http/private-address.ts'

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const Metrics = {
  description: "Prometheus' text format.",
  content: { 'text/plain': { schema: { type: 'string' } } },
}

/** Headers of proxies: one on the same machine would open the metrics to everybody. */
const FORWARDING =
  /^(?:forwarded|via|x-forwarded(?:-.*)?|x-real-ip|x-(?:client|cluster-client|original)-ip|.*-(?:client|connecting)-ip)$/

/**
 * Durations of requests by route and process metrics, for Prometheus: on an address of their own, else on the port of the API for
 * loopback and private networks.
 */
export function exposeMetrics(
  app: FastifyInstance,
  pool: Pool,
  settings: { readonly time_zone: string },
  address: ListenAddress | undefined,
): void {
  const registry = createRegistry({ ...readRelease(), ...settings })
  measurePool(registry, pool)
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
  if (address !== undefined) listenApart(app, registry, address)
  app.get(
    '/metrics',
    {
      schema: {
        tags: ['health'],
        operationId: 'read_metrics',
        summary: 'Metrics for Prometheus',
        description: 'For loopback and private networks only, and not through a proxy.',
        response: { 200: Metrics },
      },
      config: { problems: ['metrics_forbidden'] },
    },
    async (request, reply) => {
      if (address !== undefined || !isFromPrivateNetwork(request)) throw forbidden()
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
}

/** A listener that opens and closes with the API. */
function listenApart(app: FastifyInstance, registry: Registry, address: ListenAddress): void {
  let listener: MetricsListener | undefined
  app.addHook('onReady', async () => {
    listener = await serveMetrics(registry, address)
    app.log.info({ url: listener.url }, `Listening at ${listener.url}`)
  })
  app.addHook('onClose', async () => listener?.close())
}

function isFromPrivateNetwork({ headers, socket }: FastifyRequest): boolean {
  const is_forwarded = Object.keys(headers).some((name) => FORWARDING.test(name))
  return !is_forwarded && isPrivateAddress(socket.remoteAddress ?? '')
}

function forbidden(): AppError {
  return new AppError(
    'metrics_forbidden',
    'Metrics are for loopback and private networks only, and not through a proxy. METRICS_ADDRESS gives them a listener of their own, which alone answers then.',
  )
}
