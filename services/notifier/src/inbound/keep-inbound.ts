import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Logger } from '@dutybell/shared/logger'
import { withdrawAddress } from '@dutybell/shared/outbox/withdraw'
import { maskPhoneNumber } from '@dutybell/shared/people/mask-phone-number'
import {
  addressAt,
  findPhoneNumber,
  findQuoted,
  insertInbound,
  isErasedForm,
  setPreference,
} from './queries.ts'
import type { InboundMessage } from './read-inbound.ts'

/**
 * Stores an inbound message once, however often it is delivered. STOP suppresses WhatsApp for the number, for all people
 * registered with it, and withdraws unsent deliveries to it; START lifts that. Of what somebody wrote who was erased after
 * it, only that is followed.
 */
export async function keepInbound(
  { db, log }: { readonly db: Db; readonly log: Logger },
  message: InboundMessage,
): Promise<void> {
  const { context_message_id, preference, wa_id } = message
  const quoted = context_message_id === null ? undefined : await findQuoted(db, context_message_id)
  const known =
    wa_id !== null && isErasedForm(wa_id)
      ? wa_id
      : (quoted?.recipient ?? (wa_id === null ? null : await findPhoneNumber(db, wa_id)))
  const phone_number = known === null ? null : await addressAt(db, known, message.written_at)

  const followed = await inTransaction(db, async (tx) => {
    const isNew =
      (phone_number !== null && isErasedForm(phone_number)) ||
      (await insertInbound(tx, message, { phone_number, delivery_id: quoted?.delivery_id ?? null }))
    if (!isNew || preference === null || phone_number === null) return false
    const wish = { preference, message_id: message.provider_message_id, at: message.written_at }
    const changed = await setPreference(tx, phone_number, wish)
    if (changed && preference === 'stop') {
      await withdrawAddress(tx, { channel: 'whatsapp', address: phone_number }, 'suppressed')
    }
    return changed
  })
  if (followed && phone_number !== null) {
    log.info(
      { channel: 'whatsapp', preference },
      preference === 'stop'
        ? `${maskPhoneNumber(phone_number)} asked for no more messages: nothing is sent there until START`
        : `${maskPhoneNumber(phone_number)} asked for messages again`,
    )
  }
}
