import { createHash } from 'node:crypto'
import { digitsOf } from '../graph/whatsapp-ids.ts'

/** The phone of a volunteer, by the digits of its number. */
export interface Phone {
  readonly wa_id: string
  /** Off: what arrives is not delivered until it is on again. */
  readonly is_off: boolean
  /** Webhooks carry the user id in place of the number. */
  readonly hides_number: boolean
  /** The number has no WhatsApp: what is sent to it fails. */
  readonly is_not_on_whatsapp: boolean
  /** The number that the person has now: this one is not on WhatsApp any more. */
  readonly new_wa_id: string | null
}

export interface PhoneChange {
  readonly is_off?: boolean
  readonly hides_number?: boolean
  readonly is_not_on_whatsapp?: boolean
  readonly new_number?: string
}

export interface Phones {
  /** A phone that nobody changed is on, has WhatsApp, and shows its number. */
  readonly find: (wa_id: string) => Phone
  readonly list: () => readonly Phone[]
  readonly change: (wa_id: string, change: PhoneChange) => Phone
  /** Runs `action` when the phone is on: at once, or later. */
  readonly whenOn: (wa_id: string, action: () => void) => void
}

export function createPhones(): Phones {
  const phones = new Map<string, Phone>()
  const waiting = new Map<string, (() => void)[]>()
  const find = (wa_id: string) =>
    phones.get(wa_id) ?? {
      wa_id,
      is_off: false,
      hides_number: false,
      is_not_on_whatsapp: false,
      new_wa_id: null,
    }
  return {
    find,
    list: () => [...phones.values()],
    change(wa_id, { new_number, ...change }) {
      const moved = new_number === undefined ? {} : { new_wa_id: digitsOf(new_number) }
      const phone = { ...find(wa_id), ...change, ...moved }
      phones.set(wa_id, phone)
      if (!phone.is_off) {
        for (const action of waiting.get(wa_id) ?? []) action()
        waiting.delete(wa_id)
      }
      return phone
    },
    whenOn(wa_id, action) {
      if (!find(wa_id).is_off) return action()
      waiting.set(wa_id, [...(waiting.get(wa_id) ?? []), action])
    },
  }
}

/** Meta's form of a user id: a country and letters or digits, the same for a number at each start. */
export function userIdOf(wa_id: string): string {
  return `IN.${createHash('sha256').update(`user ${wa_id}`).digest('hex').slice(0, 20)}`
}
