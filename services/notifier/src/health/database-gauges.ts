import type { Figures } from './figures.ts'

const MAX_CODES = 20
const PLAIN_CODE = /^[\w.-]{1,40}$/

export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

/** A gauge of the state of the installation: the same at every notifier, so it is aggregated with `max by`. */
export interface DatabaseGauge {
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
  readonly samples: (figures: Figures) => readonly Sample[]
}

function gauge(
  name: string,
  help: string,
  labels: readonly string[],
  samples: DatabaseGauge['samples'],
): DatabaseGauge {
  return { name, help, labels, samples }
}

export const DATABASE_GAUGES: readonly DatabaseGauge[] = [
  gauge('dutybell_deliveries', 'Unfinished deliveries, by state.', ['state'], ({ channels }) =>
    (['pending', 'sending', 'in_doubt', 'held'] as const).map((state) => [
      { state },
      sum(channels.map((row) => countOf(row, state))),
    ]),
  ),
  gauge(
    'dutybell_channel_waiting',
    'Deliveries that wait to be sent, by channel.',
    ['channel'],
    ({ channels }) => channels.map((row) => [{ channel: row.channel }, countOf(row, 'pending')]),
  ),
  gauge('dutybell_channel_held', 'Held deliveries, by reason.', ['channel', 'reason'], ({ channels }) =>
    channels.flatMap(({ channel, held }) =>
      held.map(({ reason, count }): Sample => [{ channel, reason: reason ?? 'none' }, count]),
    ),
  ),
  gauge('dutybell_channel_paused', 'Whether the channel is paused: 1 or 0.', ['channel'], ({ channels }) =>
    channels.map(({ channel, paused_at }) => [{ channel }, paused_at === null ? 0 : 1]),
  ),
  gauge('dutybell_oldest_due_seconds', 'Age of the oldest delivery that is due; 0: none is due.', [], (f) => [
    [{}, Math.max(0, ...f.channels.map((row) => dueFor(f, row)))],
  ]),
  gauge(
    'dutybell_channel_oldest_due_seconds',
    'Age of the oldest delivery that is due, by channel; 0: none is due.',
    ['channel'],
    (f) => f.channels.map((row) => [{ channel: row.channel }, dueFor(f, row)]),
  ),
  gauge(
    'dutybell_failed_deliveries',
    'Deliveries that failed in the last 24 hours, by the code of the last error.',
    ['channel', 'code'],
    ({ ended }) => byLabels(ended, 'failed', ({ channel, code }) => ({ channel, code })),
  ),
  gauge(
    'dutybell_expired_deliveries',
    'Deliveries that expired unsent in the last 24 hours, by template.',
    ['channel', 'template'],
    ({ ended }) => byLabels(ended, 'expired', ({ channel, template }) => ({ channel, template })),
  ),
  gauge(
    'dutybell_reminders_due',
    'People with a duty tomorrow whose reminder is due; 0 before REMINDER_TIME.',
    [],
    ({ reminders }) => [[{}, reminders.due]],
  ),
  gauge(
    'dutybell_reminders_published',
    'Of the people whose reminder is due: those for whom it is published.',
    [],
    ({ reminders }) => [[{}, reminders.published]],
  ),
  gauge(
    'dutybell_reminders_reached',
    'Of the people whose reminder is due: those whom it reached. Delivered or read by WhatsApp, or accepted by the mail server.',
    [],
    ({ reminders }) => [[{}, reminders.reached]],
  ),
  gauge(
    'dutybell_reminders_deadline_seconds',
    'Time until the reminders of tomorrow expire.',
    [],
    ({ reminders, now }) => [[{}, secondsBetween(now, reminders.expire_at)]],
  ),
  gauge(
    'dutybell_last_sweep_seconds',
    'Time since the last sweep for reminders; before the first, since the cron knows it.',
    [],
    ({ machinery }) => optional(machinery.last_sweep),
  ),
  gauge(
    'dutybell_last_receipt_seconds',
    'Time since the last webhook of Meta; without a sample before the first.',
    [],
    ({ machinery }) => optional(machinery.last_receipt),
  ),
  gauge('dutybell_parked_webhooks', 'Webhooks with items that could not be applied.', [], ({ machinery }) => [
    [{}, machinery.parked_webhooks],
  ]),
  gauge('dutybell_unapplied_webhooks', 'Stored webhooks that wait to be applied.', [], ({ machinery }) => [
    [{}, machinery.unapplied_webhooks],
  ]),
  gauge(
    'dutybell_oldest_unapplied_webhook_seconds',
    'Age of the oldest webhook that waits to be applied; 0: none waits.',
    [],
    ({ machinery }) => [[{}, machinery.oldest_unapplied ?? 0]],
  ),
  gauge('dutybell_alerts_open', 'Open alerts, by key: 1 while open.', ['key'], ({ open_alerts }) =>
    open_alerts.map((key) => [{ key }, 1]),
  ),
  gauge(
    'dutybell_stuck_jobs',
    'Jobs that failed for good, or whose unknown task name resembles a known one.',
    ['task', 'cause'],
    ({ stuck_jobs }) =>
      [...Map.groupBy(stuck_jobs, ({ task, cause }) => `${cause} ${task}`).values()].flatMap((jobs) => {
        const [job] = jobs
        return job === undefined ? [] : [[{ task: job.task, cause: job.cause }, jobs.length]]
      }),
  ),
]

function countOf(
  { pending, waiting, sending, in_doubt, held }: Figures['channels'][number],
  state: 'pending' | 'sending' | 'in_doubt' | 'held',
): number {
  switch (state) {
    case 'pending':
      return pending + waiting
    case 'sending':
      return sending
    case 'in_doubt':
      return in_doubt
    case 'held':
      return sum(held.map(({ count }) => count))
  }
}

function dueFor({ now }: Figures, { oldest_due_at }: Figures['channels'][number]): number {
  return oldest_due_at === null ? 0 : Math.max(0, secondsBetween(oldest_due_at, now))
}

/** The most frequent first; those beyond the limit, and codes that are no plain word, are one. */
function byLabels(
  ended: Figures['ended'],
  state: 'failed' | 'expired',
  labelsOf: (row: Figures['ended'][number]) => Sample[0],
): readonly Sample[] {
  const sums = new Map<string, { labels: Sample[0]; value: number }>()
  for (const row of ended) {
    if (row.state !== state) continue
    const code = PLAIN_CODE.test(row.code) && sums.size < MAX_CODES ? row.code : 'other'
    const labels = labelsOf({ ...row, code })
    const key = JSON.stringify(labels)
    const known = sums.get(key)
    sums.set(key, { labels, value: (known?.value ?? 0) + row.count })
  }
  return [...sums.values()].map(({ labels, value }) => [labels, value])
}

function optional(value: number | null): readonly Sample[] {
  return value === null ? [] : [[{}, value]]
}

function secondsBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return (to.epochMilliseconds - from.epochMilliseconds) / 1_000
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
