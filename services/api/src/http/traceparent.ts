import { registeredTracer } from '@dutybell/shared/tracing'

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The trace of a request (W3C Trace Context); null where the header is invalid, and where no tracer is registered. */
export function readTraceparent(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string' || registeredTracer() === undefined) return null
  return TRACEPARENT.test(header) ? header : null
}
