import type { Taken } from '../provider/ledger.ts'
import type { DeliveryRow } from './evidence.ts'

const SENT = new Set(['accepted', 'sent', 'delivered', 'read'])
const FINAL = new Set(['failed', 'expired', 'cancelled', 'held'])

/** Each delivery is at the provider, or has a reason why not; each message at the provider is one of the outbox with its words. */
export function findLost(deliveries: readonly DeliveryRow[], taken: readonly Taken[]): readonly string[] {
  const arrived = Map.groupBy(taken, (message) => message.delivery_id)
  const known = new Map(deliveries.map((delivery) => [delivery.id, delivery]))
  return [
    ...deliveries.flatMap((delivery) => judge(delivery, arrived.get(delivery.id) ?? [])),
    ...taken.flatMap((message) => judgeTaken(message, known.get(message.delivery_id))),
  ]
}

function judge(
  { id, state, reason, channel, attempts, for_a_person }: DeliveryRow,
  arrived: readonly Taken[],
): readonly string[] {
  if (SENT.has(state))
    return arrived.length > 0 ? [] : [`${id} says ${state}, and the provider has not got it`]
  if (for_a_person && reason !== null) return []
  if (!FINAL.has(state)) return [`${id} is still ${state}`]
  if (reason === null && state !== 'expired') return [`${id} is ${state} for no reason`]
  // `failed`, and `cancelled` without "possibly sent", mean: not sent.
  const saysUnsent = state !== 'held' && reason !== 'possibly_sent' && !attempts.some(({ failed }) => failed)
  if (saysUnsent && arrived.length > 0)
    return [`${id} (${channel}) is ${state}: ${reason}, and the provider took it`]
  return []
}

function judgeTaken(message: Taken, delivery: DeliveryRow | undefined): readonly string[] {
  if (!delivery) return [`the provider took ${message.delivery_id}, which is none of ours`]
  if (message.to !== delivery.recipient) return [`${delivery.id} went to another address`]
  if (message.template === null) return []
  const same =
    message.template === delivery.template &&
    JSON.stringify(message.parameters) === JSON.stringify(delivery.parameters)
  return same ? [] : [`${delivery.id} says something else than its event`]
}
