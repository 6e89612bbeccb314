import type { Receipt } from './read-receipt.ts'

/** A receipt and the webhook that contains it. */
export interface StoredReceipt extends Receipt {
  readonly webhook_id: string
}

/** All receipts of one attempt, merged: the earliest time of each status. */
export interface MergedReceipt extends Pick<
  Receipt,
  'delivery_id' | 'attempt' | 'provider_message_id' | 'is_foreign' | 'error'
> {
  readonly sent_at: Temporal.Instant | null
  readonly delivered_at: Temporal.Instant | null
  readonly read_at: Temporal.Instant | null
  readonly failed_at: Temporal.Instant | null
  /** The webhooks that contain its receipts. */
  readonly webhook_ids: readonly string[]
}

/** Merges the receipts of each attempt, so that a thousand updates of one message are one change of a row. */
export function mergeReceipts(receipts: readonly StoredReceipt[]): MergedReceipt[] {
  const attempts = new Map(
    receipts
      .filter((receipt) => receipt.delivery_id !== null)
      .map((receipt) => [receipt.provider_message_id, attemptOf(receipt)]),
  )
  // Meta may name the attempt in one update of a message and omit it in the next.
  const groups = Map.groupBy(receipts, (receipt) =>
    receipt.delivery_id === null
      ? (attempts.get(receipt.provider_message_id) ?? receipt.provider_message_id)
      : attemptOf(receipt),
  )
  return [...groups.values()].flatMap((group) => {
    const first = group.find((receipt) => receipt.delivery_id !== null) ?? group[0]
    if (!first) return []
    return {
      delivery_id: first.delivery_id,
      attempt: first.attempt,
      provider_message_id: first.provider_message_id,
      is_foreign: first.is_foreign,
      sent_at: earliest(group, 'sent'),
      delivered_at: earliest(group, 'delivered'),
      read_at: earliest(group, 'read'),
      failed_at: earliest(group, 'failed'),
      error: group.find((receipt) => receipt.error)?.error ?? null,
      webhook_ids: [...new Set(group.map((receipt) => receipt.webhook_id))],
    }
  })
}

function attemptOf({ delivery_id, attempt }: Receipt): string {
  return `${delivery_id}:${attempt}`
}

function earliest(group: readonly Receipt[], status: Receipt['status']): Temporal.Instant | null {
  const times = group.filter((receipt) => receipt.status === status).map((receipt) => receipt.at)
  return times.toSorted((a, b) => Temporal.Instant.compare(a, b))[0] ?? null
}
