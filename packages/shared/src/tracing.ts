import {
  type Attributes,
  context,
  type Context,
  isSpanContextValid,
  ProxyTracerProvider,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api'

/** The tracer that the operator registered through `@opentelemetry/api`; undefined: none, and nothing is traced. */
export function registeredTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider()
  if (!(provider instanceof ProxyTracerProvider)) return provider.getTracer('dutybell')
  return provider.getDelegateTracer('dutybell')
}

export interface SpanOptions {
  readonly kind?: SpanKind
  /** The trace that it belongs to (W3C Trace Context); the active one unless given. */
  readonly parent?: string | null
  /** Spans that caused it, in traces of their own. */
  readonly links?: readonly (string | undefined)[]
  /** No personal data. */
  readonly attributes?: Attributes
}

/** Does the work inside a span, or only does the work where no tracer is registered. */
export async function withSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span | undefined) => Promise<Result>,
): Promise<Result> {
  const tracer = registeredTracer()
  if (tracer === undefined) return work(undefined)
  const parent = contextOf(options.parent)
  const links = (options.links ?? []).flatMap((traceparent) => {
    const linked = spanContextOf(traceparent)
    return linked === undefined ? [] : [{ context: linked }]
  })
  const { kind = SpanKind.INTERNAL, attributes = {} } = options
  const span = tracer.startSpan(name, { kind, links, attributes }, parent)
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span))
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

export function contextOf(traceparent: string | null | undefined): Context {
  const parent = spanContextOf(traceparent)
  return parent === undefined ? context.active() : trace.setSpanContext(context.active(), parent)
}

export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

function spanContextOf(traceparent: string | null | undefined): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] = (traceparent ?? '').split('-')
  const parsed = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  }
  return isSpanContextValid(parsed) ? parsed : undefined
}
