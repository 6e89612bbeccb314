import { trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { test } from 'tap'
import { deliveriesOf, startApi } from '../start-api.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

void test('trace-requests: a tracer is registered, the outbox has the span of the request', async (t) => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  trace.setGlobalTracerProvider(provider)
  t.teardown(() => trace.disable())
  const api = await startApi(t)
  const payload = { full_name: 'Ahmed Ali', phone_number: '9876543210' }
  const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }
  t.equal((await api.call({ method: 'POST', url: '/v1/registrations', headers, payload })).status, 201)

  const spans = exporter.getFinishedSpans()
  const request = spans.find(({ name }) => name === 'POST /v1/registrations')
  const publish = spans.find(({ name }) => name === 'publish')
  t.match(request, {
    attributes: { 'http.response.status_code': 201 },
    parentSpanContext: { traceId: TRACE },
  })
  const id = request?.spanContext().spanId ?? ''
  t.match(publish, { parentSpanContext: { traceId: TRACE, spanId: id } })
  t.same(
    (await deliveriesOf(api)).map(({ traceparent }) => traceparent),
    [`00-${TRACE}-${id}-01`],
  )
  t.notMatch(JSON.stringify(spans.map(({ attributes }) => attributes)), /Ahmed|9876543210/)
})
