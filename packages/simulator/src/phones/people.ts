import type { Identity } from '../graph/account.ts'
import { createWamid, digitsOf } from '../graph/whatsapp-ids.ts'
import type { InboundMessage } from '../ledger/entries.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { inboundChange, numberChange } from '../webhooks/changes.ts'
import type { WebhookSender } from '../webhooks/sender.ts'
import { type Phone, type PhoneChange, type Phones, userIdOf } from './phones.ts'

export interface WrittenText {
  readonly from: string
  readonly text: string
  readonly name?: string
}

interface PeopleOptions {
  readonly identity: Identity
  readonly ledger: Ledger
  readonly webhooks: WebhookSender
  readonly phones: Phones
  readonly onChange: () => void
}

/** What people do with their phones, with the webhooks that Meta sends of it. */
export function createPeople({ identity, ledger, webhooks, phones, onChange }: PeopleOptions) {
  return {
    receiveText({ from, text, name = 'Volunteer' }: WrittenText): InboundMessage {
      const digits = digitsOf(from)
      const message = ledger.addReply({
        received_at: new Date().toISOString(),
        wamid: createWamid(digits, 'incoming'),
        from: digits,
        user_id: phones.find(digits).hides_number ? userIdOf(digits) : null,
        text,
      })
      void webhooks.send(inboundChange(identity, message, name))
      return message
    },
    changePhone(number: string, change: PhoneChange): Phone {
      const wa_id = digitsOf(number)
      const { new_wa_id: before } = phones.find(wa_id)
      const phone = phones.change(wa_id, change)
      const { new_wa_id: to } = phone
      if (to !== null && to !== before)
        void webhooks.send(numberChange(identity, { from: wa_id, to, at: new Date() }))
      onChange()
      return phone
    },
  }
}
