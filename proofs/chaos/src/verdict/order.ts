import type { DeliveryRow } from './evidence.ts'

const VISIBLE_AFTER_MS = 200 // between the timestamp of a commit and its visibility to others

/** Per channel and person, the first attempts begin in the order of the commits. */
export function findOutOfOrder(deliveries: readonly DeliveryRow[]): readonly string[] {
  const begun = deliveries.flatMap((delivery) => {
    const [first] = delivery.attempts
    return first ? [{ ...delivery, begun_ms: first.started_ms }] : []
  })
  return [...Map.groupBy(begun, ({ channel, recipient }) => `${channel} ${recipient}`).values()].flatMap(
    (queue) =>
      queue.flatMap((later, place) =>
        queue
          .slice(0, place)
          .filter(
            (earlier) =>
              earlier.begun_ms > later.begun_ms && earlier.committed_ms + VISIBLE_AFTER_MS < later.begun_ms,
          )
          .map(
            (earlier) =>
              `${later.id} began ${Math.round(earlier.begun_ms - later.begun_ms)} ms before ${earlier.id}`,
          ),
      ),
  )
}
