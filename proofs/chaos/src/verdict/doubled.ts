import type { Taken } from '../provider/ledger.ts'
import type { DeliveryRow } from './evidence.ts'

export interface Doubled {
  readonly unmarked: readonly string[]
  /** Sent again although the API had accepted a callback that settled it. */
  readonly needless: readonly string[]
  readonly marked: { readonly whatsapp: number; readonly email: number }
}

const MAYBE_ACCEPTED_STATUS = 500 // a Graph 5xx is a refusal that may have been accepted: its retry is marked, without a window

export function findDoubled(
  deliveries: readonly DeliveryRow[],
  taken: readonly Taken[],
  { callbacks_on, window_seconds }: { callbacks_on: boolean; window_seconds: number },
): Doubled {
  const arrived = Map.groupBy(taken, (message) => message.delivery_id)
  const doubled = deliveries.flatMap((delivery) => {
    const arrivals = arrived.get(delivery.id) ?? []
    return arrivals.length > 1 ? [{ delivery, arrivals }] : []
  })
  const marked = doubled.filter(({ delivery }) => delivery.possible_duplicate)
  const count = (channel: string) => marked.filter(({ delivery }) => delivery.channel === channel).length
  return {
    unmarked: [
      ...doubled
        .filter(({ delivery }) => !delivery.possible_duplicate)
        .map(
          ({ delivery, arrivals }) => `${delivery.channel} ${delivery.id} arrived ${arrivals.length} times`,
        ),
      ...findRepeatedDuties(deliveries, arrived),
    ],
    needless: callbacks_on
      ? marked.flatMap(({ delivery, arrivals }) => judge(delivery, arrivals, window_seconds * 1000))
      : [],
    marked: { whatsapp: count('whatsapp'), email: count('email') },
  }
}

/** On WhatsApp an accepted attempt is repeated only after its window and without its callback. */
function judge(delivery: DeliveryRow, arrivals: readonly Taken[], window_ms: number): readonly string[] {
  if (delivery.channel !== 'whatsapp') return []
  return delivery.attempts.flatMap((attempt, place) => {
    const next = delivery.attempts[place + 1]
    const taken = arrivals.find((arrival) => arrival.attempt === attempt.number)
    if (
      !next ||
      !taken ||
      attempt.failed ||
      (attempt.http_status === MAYBE_ACCEPTED_STATUS && attempt.code !== null)
    )
      return []
    const repetition = `${delivery.id} attempt ${next.number}, ${Math.round(next.started_ms - attempt.started_ms)} ms after the accepted one`
    if (taken.called_back_ms !== null && taken.called_back_ms < next.started_ms)
      return [`${repetition}: the callback of the first was there`]
    return next.started_ms - attempt.started_ms < window_ms ? [`${repetition}: within the window`] : []
  })
}

/** Two events of a kind on one channel about the same version of a duty: both arrived, and neither is marked. */
function findRepeatedDuties(
  deliveries: readonly DeliveryRow[],
  arrived: ReadonlyMap<string, readonly Taken[]>,
): readonly string[] {
  const hasArrived = ({ id, attempts }: DeliveryRow) =>
    (arrived.get(id) ?? []).some(
      (taken) => !attempts.some(({ number, failed }) => failed && number === taken.attempt),
    )
  const messages = deliveries
    .filter((delivery) => !delivery.possible_duplicate && hasArrived(delivery))
    .flatMap(({ id, channel, template, duties }) =>
      duties.map((duty) => ({
        id,
        what: `${template} of duty ${duty.id} version ${duty.version} on ${channel}`,
      })),
    )
  return [...Map.groupBy(messages, ({ what }) => what)]
    .filter(([, ids]) => ids.length > 1)
    .map(([what, ids]) => `${what} was sent by ${ids.map(({ id }) => id).join(' and ')}`)
}
