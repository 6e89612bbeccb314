import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly observeAttempt: (channel: string, outcome: string, duration_ms: number) => void
  readonly countAccountError: (code: string) => void
  readonly watchInFlight: (channel: string, read: () => number) => void
}

const DURATION_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** This process's numbers; what is waiting is in the database, the same for all. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const attempts = new Counter({
    name: 'dutybell_attempts_total',
    help: 'Attempts to send, by what came of them.',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'dutybell_attempt_duration_seconds',
    help: "From the start of an attempt to the provider's answer.",
    labelNames: ['channel'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers: [registry],
  })
  const accountErrors = new Counter({
    name: 'dutybell_account_errors_total',
    help: 'Errors Meta reported by webhook of the number or the account, by code.',
    labelNames: ['code'],
    registers: [registry],
  })
  const sources = new Map<string, () => number>()
  const _inFlight = new Gauge({
    name: 'dutybell_sends_in_flight',
    help: 'Messages on their way to the provider now.',
    labelNames: ['channel'],
    registers: [registry],
    collect() {
      for (const [channel, read] of sources) this.set({ channel }, read())
    },
  })
  return {
    registry,
    observeAttempt: (channel, outcome, duration_ms) => {
      attempts.inc({ channel, outcome })
      durations.observe({ channel }, duration_ms / 1000)
    },
    countAccountError: (code) => accountErrors.inc({ code }),
    watchInFlight: (channel, read) => void sources.set(channel, read),
  }
}
