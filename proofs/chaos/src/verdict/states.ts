import type { AttemptRow, DeliveryRow } from './evidence.ts'

/** Each row is in a state that its attempts bring about, and keeps nothing of a state it has left. */
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
    ...(delivery.blocked_by_earlier ? ['waits its turn'] : []),
    ...(delivery.leased ? ['is leased'] : []),
    ...(inOrder && attempts.length === attempts_made ? [] : ['its attempts are not counted right']),
    ...(attempts.every(({ outcome, finished_ms }) => outcome !== null && finished_ms !== null)
      ? []
      : ['an attempt has no end']),
    ...(explains(state, attempts) ? [] : ['its attempts tell otherwise']),
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
      // The last try was refused for good, and an earlier one may have arrived.
      return alive.some(({ outcome }) => outcome === 'in_doubt') && attempts.at(-1)?.outcome !== 'in_doubt'
    case 'cancelled':
    case 'expired':
    case 'held':
      return alive.every(({ outcome }) => outcome !== 'accepted')
    default:
      return false
  }
}
