import type { DeliveryRow, RetryRow } from './queries.ts'
import type { Delivery } from './schemas.ts'

const TIMED_STATES = [
  'sending',
  'in_doubt',
  'held',
  'accepted',
  'sent',
  'delivered',
  'read',
  'failed',
  'expired',
  'cancelled',
] as const

type Event = Omit<Delivery['events'][number], 'at'> & { readonly at: Temporal.Instant }

/** Receipts carry whole seconds, so events of one instant are sorted by the order of the states. */
export function presentEvents(row: DeliveryRow, retries: readonly RetryRow[]): Delivery['events'] {
  const later = TIMED_STATES.flatMap((state): Event[] => {
    const at = row[`${state}_at`]
    return at === null ? [] : [{ state, at }]
  })
  const known = new Set(later.map(keyOf))
  const retried = retries.flatMap((retry) => eventsOf(retry)).filter((event) => !known.has(keyOf(event)))
  return [{ state: 'pending' as const, at: row.created_at }, ...later, ...retried]
    .toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))
    .map(({ at, ...event }) => ({ ...event, at: at.toString() }))
}

/** The state before the retry, whose time a later state may have overwritten, and the return to pending. */
function eventsOf(retry: RetryRow): Event[] {
  const { requested_by, confirm_duplicate, was_state, was_reason, was_error_code, was_since } = retry
  return [
    ...(was_since === null ? [] : [{ state: was_state, at: was_since }]),
    {
      state: 'pending',
      at: retry.requested_at,
      replay: { requested_by, confirm_duplicate, was_state, was_reason, was_error_code },
    },
  ]
}

function keyOf({ state, at }: Event): string {
  return `${state} ${at.toString()}`
}
