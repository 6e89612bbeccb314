import underPressure from '@fastify/under-pressure'
import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    refuseOverload: () => void
  }
  interface FastifyContextConfig {
    /** Called by @fastify/under-pressure instead of the general one. */
    pressureHandler?: () => void
  }
}

export interface SheddingLimits {
  /** How late the event loop may run, on average over one sample. */
  readonly event_loop_delay_ms: number
  readonly sample_ms: number
}

/**
 * A request takes about ten turns of the event loop. When each is half a second late, answers take five seconds and more, and callers
 * that give up and retry add to the load. Under a load that it can serve, the loop is about ten milliseconds late. Memory needs no limit:
 * waiting requests hold it, and this keeps them few.
 */
export const SHEDDING_LIMITS: SheddingLimits = { event_loop_delay_ms: 500, sample_ms: 1_000 }

const RETRY_AFTER_SECONDS = 5 // several samples, so that the load can fall

/** Exempt health checks, or the orchestrator kills a busy process. */
export const EXEMPT_FROM_SHEDDING: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics'])

/** Answers 503 immediately while the event loop is late; the request is not processed. */
export async function shedLoad(app: FastifyInstance, limits: SheddingLimits): Promise<void> {
  let listening_at = Infinity
  app.addHook('onReady', async () => {
    listening_at = performance.now()
  })
  const refuseOverload = (): void => {
    // The first sample measured the start of the process.
    if (!app.isUnderPressure() || performance.now() - listening_at < 2 * limits.sample_ms) return
    throw new AppError('overloaded', 'Too many requests are being served. Try again in a few seconds.', {
      retry_after_seconds: RETRY_AFTER_SECONDS,
    })
  }
  app.decorate('refuseOverload', refuseOverload)
  await app.register(underPressure, {
    maxEventLoopDelay: limits.event_loop_delay_ms,
    sampleInterval: limits.sample_ms,
    pressureHandler: async (request) => {
      if (!EXEMPT_FROM_SHEDDING.has(request.routeOptions.url ?? '')) refuseOverload()
    },
  })
}

/** For the routes of `app`, whose answers pages of other origins read: `addCors` adds the headers before a request is refused. */
export async function shedLoadAfter(app: FastifyInstance, addCors: () => Promise<void>): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, pressureHandler: () => undefined }
  })
  await addCors()
  app.addHook('onRequest', (_request, _reply, done) => {
    app.refuseOverload()
    done()
  })
}
