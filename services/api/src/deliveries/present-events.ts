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

/** Callbacks carry whole seconds, so at one instant the order of the protocol tells. */
export function presentEvents(row: DeliveryRow, replays: readonly RetryRow[]): Delivery['events'] {
  const later = TIMED_STATES.flatMap((state): Event[] => {
    const at = row[`${state}_at`]
    return at === null ? [] : [{ state, at }]
  })
  const known = new Set(later.map(keyOf))
  const replayed = replays.flatMap((replay) => eventsOf(replay)).filter((event) => !known.has(keyOf(event)))
  return [{ state: 'pending' as const, at: row.created_at }, ...later, ...replayed]
    .toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))
    .map(({ at, ...event }) => ({ ...event, at: at.toString() }))
}

/** The state it was in, which a later visit may have written over, and its way back. */
function eventsOf(replay: RetryRow): Event[] {
  const { requested_by, confirm_duplicate, was_state, was_reason, was_error_code, was_since } = replay
  return [
    ...(was_since === null ? [] : [{ state: was_state, at: was_since }]),
    {
      state: 'pending',
      at: replay.requested_at,
      replay: { requested_by, confirm_duplicate, was_state, was_reason, was_error_code },
    },
  ]
}

function keyOf({ state, at }: Event): string {
  return `${state} ${at.toString()}`
}
