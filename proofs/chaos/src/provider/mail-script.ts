import { SMTP_REPLIES, type SmtpScript } from '@dutybell/testing/smtp-server'
import type { Catches } from './catches.ts'
import type { Ledger } from './ledger.ts'
import type { ProviderFaults } from './provider-faults.ts'

export interface MailScriptOptions {
  /** Each notifier has its own mail server, by which it is known. */
  readonly notifier: string
  readonly ledger: Ledger
  readonly providerFaults: ProviderFaults
  readonly catches: Catches
}

/** One connection. The server has taken a message when the final dot has come, not before (RFC 5321). */
export function mailScript({ notifier, ledger, providerFaults, catches }: MailScriptOptions): SmtpScript {
  const kind = providerFaults.mailAnswer()
  return {
    ...(kind === 'no_greeting' ? { greeting: () => undefined } : {}),
    DATA(socket) {
      if (catches.reach('mail_in_data', notifier)) return void socket.destroy()
      if (kind === 'drop_in_data') socket.prependOnceListener('data', () => socket.destroy())
      return SMTP_REPLIES.DATA
    },
    '.'(socket, { recipient, text }) {
      if (kind === 'busy_451') return '451 4.3.2 Try again later'
      const [, delivery_id] = /^Message-ID: <([0-9a-f-]{36})@/im.exec(text) ?? []
      if (delivery_id === undefined) return '554 5.6.0 The Message-ID is not a delivery id'
      ledger.take({
        channel: 'email',
        delivery_id,
        attempt: null,
        to: recipient,
        template: null,
        parameters: [],
        message_id: delivery_id,
      })
      if (catches.reach('mail_taken', notifier) || kind === 'drop_after_dot') return void socket.destroy()
      return SMTP_REPLIES['.']
    },
  }
}
