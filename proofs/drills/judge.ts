import type { SimulatedMail, SimulatedMessage } from '@dutybell/simulator/ledger/entries'
import { eventually } from './eventually.ts'
import { STAFF } from './site.ts'

interface Delivery extends Record<string, unknown> {
  readonly id: string
  readonly channel: string
  readonly state: string
  readonly possible_duplicate: boolean
}

const OUT = new Set(['accepted', 'sent', 'delivered', 'read'])
const NOT_SENT = new Set(['failed', 'expired', 'cancelled'])

export interface Expected {
  /** How many deliveries may end without being sent, such as those to a number that was wrong. */
  readonly unsent?: number
  /** How many may be out twice, each marked. */
  readonly marked?: number
}

/** What providers took, and the database of it. */
export interface Place {
  readonly sql: <Row extends Record<string, unknown>>(statement: string) => Promise<readonly Row[]>
  readonly arrivals: () => Promise<Arrivals> | Arrivals
}

export interface Arrivals {
  readonly messages: readonly Pick<SimulatedMessage, 'taken' | 'statuses' | 'biz_opaque_callback_data'>[]
  readonly mails: readonly Pick<SimulatedMail, 'taken' | 'envelope' | 'message_id'>[]
}

/** Waits until nothing is unfinished, and compares what arrived with the deliveries: each out once. @throws what differs */
export async function outOnce(place: Place, { unsent = 0, marked = 0 }: Expected = {}): Promise<void> {
  const deliveries = await eventually(
    'each delivery is finished',
    () => place.sql<Delivery>('select id, channel, state, possible_duplicate from deliveries'),
    (rows) => rows.every(({ state }) => OUT.has(state) || NOT_SENT.has(state)),
  )
  const arrived = new Map<string, number>()
  const count = (id = 'unknown') => arrived.set(id, (arrived.get(id) ?? 0) + 1)
  const { messages, mails } = await place.arrivals()
  for (const { taken, statuses, biz_opaque_callback_data: data } of messages)
    if (taken && statuses.every(({ status }) => status !== 'failed')) count(data?.split(':', 1)[0])
  for (const { taken, envelope, message_id } of mails)
    if (taken && !envelope.to.some((to) => STAFF.includes(to)))
      count(/[0-9a-f]{8}-[0-9a-f-]{27}/.exec(message_id ?? '')?.[0])
  const known = new Set(deliveries.map(({ id }) => id))
  const faults = [
    ...(deliveries.length === 0 ? ['no delivery at all'] : []),
    ...[...arrived.keys()].filter((id) => !known.has(id)).map((id) => `${id} arrived and is no delivery`),
    ...deliveries.flatMap(({ id, channel, state, possible_duplicate }) => {
      const times = arrived.get(id) ?? 0
      const is_right = NOT_SENT.has(state) || times === 1 || (possible_duplicate && times === 2)
      return is_right ? [] : [`${channel} ${id} is ${state} and arrived ${times} times`]
    }),
  ]
  const ended = deliveries.filter(({ state }) => NOT_SENT.has(state)).length
  if (ended !== unsent) faults.push(`${ended} deliveries ended unsent, not ${unsent}`)
  const doubled = deliveries.filter(({ id }) => (arrived.get(id) ?? 0) > 1).length
  if (doubled > marked) faults.push(`${doubled} deliveries arrived twice, not ${marked}`)
  if (faults.length > 0) throw new Error(faults.join('\n'))
}
