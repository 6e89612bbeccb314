import type { DeliveryRow } from './evidence.ts'

const VISIBLE_AFTER_MS = 200 // between the time a commit is stamped with and the moment others see it

/** Per channel and person, nothing begins while something committed before it has not begun. */
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
