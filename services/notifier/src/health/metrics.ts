import { createRegistry } from '@dutybell/shared/lifecycle/process-metrics'
import { isTemplateName } from '@dutybell/shared/templates/catalogue'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly observeOutcome: (channel: string, sent: SentMessage, outcome: Outcome) => void
  /** @param seconds from when the message was due */
  readonly observeDelivered: (template: string, seconds: number) => void
  readonly countAccountError: (code: string) => void
  readonly watchLoop: (loop: WatchedLoop) => void
}

export interface SentMessage {
  readonly claimed: { readonly template: string; readonly waited_ms?: number }
  /** Of performance.now(). */
  readonly claimed_at: number
}

interface Outcome {
  readonly outcome: string
  readonly error?: { readonly class: string }
  readonly duration_ms: number
}

/** A channel's loop, as it is now. */
export interface WatchedLoop {
  readonly name: string
  readonly in_flight: number
  readonly ms_since_database_contact: number
  readonly stopped: string | undefined
}

const DURATION_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const DUE_BUCKETS_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 43_200]

/**
 * The metrics of this process.
 *
 * @param info the labels of `dutybell_info`
 */
export function createMetrics(info: Readonly<Record<string, string>> = {}): Metrics {
  const registry = createRegistry(info)
  const registers = [registry]
  const attempts = new Counter({
    name: 'dutybell_attempts_total',
    help: 'Attempts to send, by outcome.',
    labelNames: ['channel', 'outcome'],
    registers,
  })
  const outcomes = new Counter({
    name: 'dutybell_outcomes_total',
    help: 'Attempts to send, by template, outcome and class of the error; the class of an accepted one is none.',
    labelNames: ['channel', 'template', 'outcome', 'class'],
    registers,
  })
  const durations = new Histogram({
    name: 'dutybell_attempt_duration_seconds',
    help: "From the start of an attempt to the provider's answer.",
    labelNames: ['channel'],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  })
  const accepted = new Histogram({
    name: 'dutybell_due_to_accepted_seconds',
    help: 'From when a message was due to when the provider accepted it.',
    labelNames: ['channel', 'template'],
    buckets: DUE_BUCKETS_SECONDS,
    registers,
  })
  const delivered = new Histogram({
    name: 'dutybell_due_to_delivered_seconds',
    help: "From when a WhatsApp message was due to its delivery, by Meta's clock.",
    labelNames: ['channel', 'template'],
    buckets: DUE_BUCKETS_SECONDS,
    registers,
  })
  const accountErrors = new Counter({
    name: 'dutybell_account_errors_total',
    help: 'Errors of the number or the account that Meta reported by webhook, by code.',
    labelNames: ['code'],
    registers,
  })
  return {
    registry,
    observeOutcome: (channel, { claimed, claimed_at }, outcome) => {
      const template = templateLabel(claimed.template)
      attempts.inc({ channel, outcome: outcome.outcome })
      const error_class = outcome.error?.class ?? 'none'
      outcomes.inc({ channel, template, outcome: outcome.outcome, class: error_class })
      durations.observe({ channel }, outcome.duration_ms / 1000)
      if (outcome.outcome === 'accepted' && claimed.waited_ms !== undefined)
        accepted.observe({ channel, template }, (claimed.waited_ms + performance.now() - claimed_at) / 1000)
    },
    observeDelivered: (name, seconds) =>
      delivered.observe({ channel: 'whatsapp', template: templateLabel(name) }, Math.max(0, seconds)),
    countAccountError: (code) => accountErrors.inc({ code }),
    watchLoop: watchLoops(registry),
  }
}

/** Messages of a newer release may have templates that this one does not know. */
function templateLabel(name: string): string {
  return isTemplateName(name) ? name : 'unknown'
}

function watchLoops(registry: Registry): (loop: WatchedLoop) => void {
  const loops: WatchedLoop[] = []
  const measure = (name: string, help: string, read: (loop: WatchedLoop) => number): void => {
    const _gauge = new Gauge({
      name,
      help,
      labelNames: ['channel'],
      registers: [registry],
      collect() {
        for (const loop of loops) this.set({ channel: loop.name }, read(loop))
      },
    })
  }
  measure('dutybell_sends_in_flight', 'Messages being sent to the provider now.', (loop) => loop.in_flight)
  measure(
    'dutybell_loop_silence_seconds',
    'Time since the loop of the channel reached the database.',
    (loop) => Math.min(loop.ms_since_database_contact, Number.MAX_SAFE_INTEGER) / 1000,
  )
  measure('dutybell_loop_stopped', 'Whether the loop stopped after internal errors: 1 or 0.', (loop) =>
    loop.stopped === undefined ? 0 : 1,
  )
  return (loop) => void loops.push(loop)
}
