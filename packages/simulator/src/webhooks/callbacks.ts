import type { Callbacks, StatusName } from '../behaviour/callbacks.ts'
import type { Identity } from '../graph/account.ts'
import type { SimulatedMessage } from '../ledger/entries.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type Phones, userIdOf } from '../phones/phones.ts'
import { statusChange } from './changes.ts'
import type { WebhookSender } from './sender.ts'

/** The timing of a phone that is on and read soon. */
const DEFAULT_CALLBACKS = {
  statuses: ['sent', 'delivered', 'read'],
  after_ms: [100, 600, 4_000],
} satisfies Callbacks

/** Of the old number of a person who has another one. */
const NOT_ON_WHATSAPP: readonly StatusName[] = ['failed']

export interface CallbackSchedule {
  /** Resolves after the first delivery attempt of the first status; at once without statuses. */
  readonly begin: (message: SimulatedMessage, callbacks: Callbacks) => Promise<void>
  /** Number of statuses that are not due yet. */
  readonly pending: () => number
  readonly close: () => void
}

export function createCallbackSchedule(
  identity: Identity,
  ledger: Ledger,
  sender: WebhookSender,
  phones: Phones,
  onIdle: () => void,
): CallbackSchedule {
  const timers = new Set<NodeJS.Timeout>()

  async function report(message: SimulatedMessage, status: StatusName, callbacks: Callbacks): Promise<void> {
    const at = new Date()
    const wa_id = message.wa_id ?? ''
    const user_id = phones.find(wa_id).hides_number ? userIdOf(wa_id) : null
    ledger.addStatus(message, status, at)
    const change = statusChange(identity, message, status, at, callbacks, user_id)
    const copies = Array.from({ length: callbacks.copies ?? 1 }, () => sender.send(change))
    await Promise.all(copies)
  }

  return {
    pending: () => timers.size,
    begin(message, callbacks) {
      const wa_id = message.wa_id ?? ''
      const { is_not_on_whatsapp, new_wa_id } = phones.find(wa_id)
      const is_absent = is_not_on_whatsapp || new_wa_id !== null
      const { statuses = is_absent ? NOT_ON_WHATSAPP : DEFAULT_CALLBACKS.statuses } = callbacks
      const { after_ms = DEFAULT_CALLBACKS.after_ms } = callbacks
      const reports = statuses.map((status, position) => {
        const { promise, resolve } = Promise.withResolvers<void>()
        const wait = after_ms[Math.min(position, after_ms.length - 1)] ?? 0
        const timer = setTimeout(() => {
          timers.delete(timer)
          const tell = () => resolve(report(message, status, callbacks))
          if (status === 'delivered' || status === 'read') phones.whenOn(wa_id, tell)
          else tell()
          if (timers.size === 0) onIdle()
        }, wait)
        timers.add(timer)
        return promise
      })
      return reports[0] ?? Promise.resolve()
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
