import type { Callback } from './read-callbacks.ts'

/** A callback and the webhook that contains it. */
export interface StoredCallback extends Callback {
  readonly webhook_id: string
}

/** All callbacks of one attempt, merged: the earliest time of each status. */
export interface MergedCallback extends Pick<Callback, 'delivery_id' | 'attempt' | 'provider_message_id'> {
  readonly sent_at: Temporal.Instant | null
  readonly delivered_at: Temporal.Instant | null
  readonly read_at: Temporal.Instant | null
  readonly failed_at: Temporal.Instant | null
  readonly error: Callback['error']
  /** The webhooks that contain its callbacks. */
  readonly webhook_ids: readonly string[]
}

/** Merges the callbacks of each attempt, so that a thousand updates of one message are one change of a row. */
export function mergeCallbacks(callbacks: readonly StoredCallback[]): MergedCallback[] {
  const attempts = new Map(
    callbacks
      .filter((callback) => callback.delivery_id !== null)
      .map((callback) => [callback.provider_message_id, attemptOf(callback)]),
  )
  // Meta may name the attempt in one update of a message and omit it in the next.
  const groups = Map.groupBy(callbacks, (callback) =>
    callback.delivery_id === null
      ? (attempts.get(callback.provider_message_id) ?? callback.provider_message_id)
      : attemptOf(callback),
  )
  return [...groups.values()].flatMap((group) => {
    const first = group.find((callback) => callback.delivery_id !== null) ?? group[0]
    if (!first) return []
    return {
      delivery_id: first.delivery_id,
      attempt: first.attempt,
      provider_message_id: first.provider_message_id,
      sent_at: earliest(group, 'sent'),
      delivered_at: earliest(group, 'delivered'),
      read_at: earliest(group, 'read'),
      failed_at: earliest(group, 'failed'),
      error: group.find((callback) => callback.error)?.error ?? null,
      webhook_ids: [...new Set(group.map((callback) => callback.webhook_id))],
    }
  })
}

function attemptOf({ delivery_id, attempt }: Callback): string {
  return `${delivery_id}:${attempt}`
}

function earliest(group: readonly Callback[], status: Callback['status']): Temporal.Instant | null {
  const times = group.filter((callback) => callback.status === status).map((callback) => callback.at)
  return times.toSorted((a, b) => Temporal.Instant.compare(a, b))[0] ?? null
}
