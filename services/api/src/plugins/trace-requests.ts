import { contextOf, registeredTracer, traceparentOf } from '@dutybell/shared/tracing'
import { context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readTraceparent } from '../http/traceparent.ts'

/** A span per request where a tracer is registered when the API starts; else no hook. What a request publishes carries its span. */
export function traceRequests(app: FastifyInstance): void {
  const tracer = registeredTracer()
  if (tracer === undefined) return
  const spans = new WeakMap<FastifyRequest, Span>()
  app.addHook('onRequest', (request, _, done) => {
    const { method, headers } = request
    const route = request.routeOptions.url ?? 'none'
    const parent = contextOf(readTraceparent(headers.traceparent))
    const attributes = { 'http.request.method': method, 'http.route': route }
    const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent)
    spans.set(request, span)
    headers['traceparent'] = traceparentOf(span) // routes take it from here
    context.with(trace.setSpan(parent, span), done)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request)
    span?.setAttribute('http.response.status_code', reply.statusCode)
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR })
    span?.end()
    done()
  })
}
