import type { AttemptRow, DeliveryRow } from './evidence.ts'

/** The state of each delivery follows from its attempts, and columns of earlier states are cleared. */
export function findUnexplained(
  deliveries: readonly DeliveryRow[],
  callbacks_on: boolean,
): readonly string[] {
  return deliveries.flatMap((delivery) =>
    faultsOf(delivery, callbacks_on).map(
      (fault) => `${delivery.channel} ${delivery.id} (${delivery.state}): ${fault}`,
    ),
  )
}

function faultsOf(delivery: DeliveryRow, callbacks_on: boolean): readonly string[] {
  const { attempts, attempts_made, state, channel } = delivery
  const inOrder = attempts.every(({ number }, place) => number === place + 1)
  return [
    ...(delivery.blocked_by_earlier ? ['is blocked by an earlier delivery'] : []),
    ...(delivery.leased ? ['is leased'] : []),
    ...(inOrder && attempts.length === attempts_made ? [] : ['its attempts are miscounted']),
    ...(attempts.every(({ outcome, finished_ms }) => outcome !== null && finished_ms !== null)
      ? []
      : ['an attempt has no result']),
    ...(explains(state, attempts) ? [] : ['its attempts contradict the state']),
    ...(callbacks_on && channel === 'whatsapp' && state === 'accepted'
      ? ['its callbacks were not applied']
      : []),
  ]
}

function explains(state: string, attempts: readonly AttemptRow[]): boolean {
  const alive = attempts.filter(({ failed }) => !failed)
  switch (state) {
    case 'read':
      return attempts.some(({ read }) => read)
    case 'delivered':
      return attempts.some(({ delivered }) => delivered) && !attempts.some(({ read }) => read)
    case 'sent':
      return alive.some(({ sent }) => sent) && !attempts.some(({ delivered, read }) => delivered || read)
    case 'accepted':
      return alive.some(({ outcome }) => outcome === 'accepted')
    case 'failed':
      return (
        attempts.length > 0 && alive.every(({ outcome }) => outcome === 'refused' || outcome === 'unsent')
      )
    case 'in_doubt':
      // The last attempt was refused permanently, and an earlier one may have arrived.
      return alive.some(({ outcome }) => outcome === 'in_doubt') && attempts.at(-1)?.outcome !== 'in_doubt'
    case 'cancelled':
    case 'expired':
    case 'held':
      return alive.every(({ outcome }) => outcome !== 'accepted')
    default:
      return false
  }
}
