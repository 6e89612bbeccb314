import type { Db } from '@dutybell/shared/db/client'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly observeAttempt: (channel: string, outcome: string, duration_ms: number) => void
  readonly countAccountError: (code: string) => void
  readonly watchInFlight: (channel: string, read: () => number) => void
}

const DURATION_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/**
 * The metrics of this process.
 *
 * @param info the labels of `dutybell_info`
 */
export function createMetrics(info: Readonly<Record<string, string>> = {}): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const infoGauge = new Gauge({
    name: 'dutybell_info',
    help: 'The version and the settings of this process; always 1.',
    labelNames: Object.keys(info),
    registers: [registry],
  })
  infoGauge.set(info, 1)
  const attempts = new Counter({
    name: 'dutybell_attempts_total',
    help: 'Attempts to send, by outcome.',
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
    help: 'Errors of the number or the account that Meta reported by webhook, by code.',
    labelNames: ['code'],
    registers: [registry],
  })
  const sources = new Map<string, () => number>()
  const _inFlight = new Gauge({
    name: 'dutybell_sends_in_flight',
    help: 'Messages being sent to the provider now.',
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

/** `dutybell_alerts_open{key}`, read from the database at each scrape, so every notifier shows the same. */
export function measureOpenAlerts(registry: Registry, db: Db): void {
  const _open = new Gauge({
    name: 'dutybell_alerts_open',
    help: 'Open alerts, by key: 1 while open.',
    labelNames: ['key'],
    registers: [registry],
    async collect() {
      this.reset()
      // Without the database the alerts are unknown; the other metrics are still shown.
      const open = await findOpenAlerts(db).catch(() => [])
      for (const key of open) this.set({ key }, 1)
    },
  })
}

/** `dutybell_stuck_jobs{task, cause}`: jobs that never run again, `failed` for good or of an `unknown_task`. */
export function measureStuckJobs(
  registry: Registry,
  findStuckJobs: () => Promise<readonly { readonly task: string; readonly cause: string }[]>,
): void {
  const _stuck = new Gauge({
    name: 'dutybell_stuck_jobs',
    help: 'Jobs that failed for good, or whose unknown task name resembles a known one.',
    labelNames: ['task', 'cause'],
    registers: [registry],
    async collect() {
      this.reset()
      const jobs = await findStuckJobs().catch(() => [])
      for (const { task, cause } of jobs) this.inc({ task, cause })
    },
  })
}

async function findOpenAlerts(db: Db): Promise<readonly string[]> {
  const alerts = await db.selectFrom('alerts').select('key').where('cleared_at', 'is', null).execute()
  return alerts.map(({ key }) => key)
}
