import { trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { test } from 'tap'
import { deliveryOf, eventually, openBench, publishOne, startMeta, startNotifierFor } from '../fixture.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

test('tracing: a tracer is registered, spans of claim, send and record; the send links to the request', async (t) => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  trace.setGlobalTracerProvider(provider)
  t.teardown(() => trace.disable())
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const notifier = await startNotifierFor(t, bench, meta)
  const event = await publishOne(bench, { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` })
  await eventually(
    () => deliveryOf(bench, event.whatsapp_delivery_id),
    ({ state }) => state === 'accepted',
  )
  await notifier.stop()
  const spans = exporter.getFinishedSpans()
  t.match(
    spans.find(({ name }) => name === 'send'),
    {
      attributes: { channel: 'whatsapp', delivery_id: event.whatsapp_delivery_id, outcome: 'accepted' },
      links: [{ context: { traceId: TRACE, spanId: '00f067aa0ba902b7' } }],
    },
  )
  t.ok(spans.some(({ name, attributes }) => name === 'claim' && attributes['deliveries'] === 1))
  t.ok(spans.some(({ name, attributes }) => name === 'record' && attributes['results'] === 1))
  t.notMatch(JSON.stringify(spans.map(({ attributes }) => attributes)), /Ahmed|9876/)
})
