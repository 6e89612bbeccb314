import underPressure from '@fastify/under-pressure'
import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'

export interface SheddingLimits {
  /** How late the event loop may run, on average over one sample. */
  readonly event_loop_delay_ms: number
  readonly sample_ms: number
}

/**
 * A request takes some ten turns of the event loop: where each is half a second late, answers take five seconds and
 * more, callers give up and ask again, and it gets worse. Under full load that it can bear, the loop is some ten
 * milliseconds late. Memory is no limit here: what holds it is the waiting requests, which this keeps few.
 */
export const SHEDDING_LIMITS: SheddingLimits = { event_loop_delay_ms: 500, sample_ms: 1_000 }

const RETRY_AFTER_SECONDS = 5 // several samples: the load must have had time to fall

/** A monitor that is turned away would end a process that is only busy. */
export const EXEMPT_FROM_SHEDDING: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics'])

/** Answers 503 at once while the process is too busy to answer in time; nothing of such a request is looked at. */
export async function shedLoad(app: FastifyInstance, limits: SheddingLimits): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: limits.event_loop_delay_ms,
    sampleInterval: limits.sample_ms,
    pressureHandler: async (request) => {
      if (EXEMPT_FROM_SHEDDING.has(request.routeOptions.url ?? '')) return
      throw new AppError('overloaded', 'Too many requests are being served. Try again in a few seconds.', {
        retry_after_seconds: RETRY_AFTER_SECONDS,
      })
    },
  })
}
