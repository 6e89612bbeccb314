import { insertAudit } from '@dutybell/shared/audit/insert-audit'
import { lockOutErasure } from '@dutybell/shared/db/address-lock'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Log } from '@dutybell/shared/logger'
import { withdrawAddress } from '@dutybell/shared/outbox/withdraw'
import { maskPhoneNumber } from '@dutybell/shared/people/mask'
import {
  addressAt,
  findPhoneNumber,
  findQuoted,
  insertInbound,
  isErasedForm,
  type Quoted,
  setPreference,
  storeNumberChange,
} from './queries.ts'
import type { InboundMessage } from './read-inbound.ts'

/**
 * Stores an inbound message once, however often it is delivered. STOP suppresses WhatsApp for the number, for all people
 * registered with it, and withdraws unsent deliveries to it; START lifts that. A message whose writer was erased since is not
 * stored: only its STOP or START is applied, to the keyed hash of the number.
 */
export async function storeInbound(
  { db, log }: { readonly db: Db; readonly log: Log },
  message: InboundMessage,
): Promise<void> {
  const { preference } = message
  const { phone_number, changed } = await inTransaction(db, async (tx) => {
    const { phone_number, quoted } = await findSender(tx, message)
    const erased_since = quoted?.erased_since || (phone_number !== null && isErasedForm(phone_number))
    const delivery_id = quoted === undefined || quoted.erased ? null : quoted.delivery_id
    const isNew = erased_since || (await insertInbound(tx, message, { phone_number, delivery_id }))
    if (isNew && !erased_since && phone_number !== null) await flagNumberChange(tx, message, phone_number)
    if (!isNew || preference === null || phone_number === null) return { phone_number, changed: false }
    const change = { preference, message_id: message.provider_message_id, at: message.written_at }
    const changed = await setPreference(tx, phone_number, change)
    if (changed && preference === 'stop') {
      await withdrawAddress(tx, { channel: 'whatsapp', address: phone_number }, 'suppressed')
    }
    return { phone_number, changed }
  })
  if (changed && phone_number !== null) {
    log.info(
      { channel: 'whatsapp', preference },
      preference === 'stop'
        ? `${maskPhoneNumber(phone_number)} wrote STOP: WhatsApp is suppressed for the number`
        : `${maskPhoneNumber(phone_number)} wrote START: WhatsApp is no longer suppressed for the number`,
    )
  }
}

async function flagNumberChange(tx: Tx, message: InboundMessage, phone_number: string): Promise<void> {
  const { number_change, provider_message_id: message_id, written_at: at } = message
  if (number_change === null) return
  const { new_wa_id } = number_change
  const new_phone_number = new_wa_id === null ? null : await findPhoneNumber(tx, new_wa_id)
  if (new_phone_number === phone_number) return
  const flagged = await storeNumberChange(tx, phone_number, { new_phone_number, message_id, at })
  for (const registration_id of flagged) {
    await insertAudit(tx, {
      actor: 'whatsapp',
      api_key_id: null,
      request_id: null,
      action: 'registration.number_changed',
      subject_type: 'registration',
      subject_id: registration_id,
      details: {},
    })
  }
}

/** Locks the sender's number against an erasure, then reads again what the erasure changes. */
async function findSender(
  tx: Tx,
  message: InboundMessage,
): Promise<{ readonly phone_number: string | null; readonly quoted: Quoted | undefined }> {
  const known = await findQuoted(tx, message)
  const number =
    known?.erased === false
      ? known.recipient
      : message.wa_id === null
        ? null
        : await findPhoneNumber(tx, message.wa_id)
  if (number === null) return { phone_number: null, quoted: known }
  await lockOutErasure(tx, number)
  return {
    phone_number: await addressAt(tx, number, message.written_at),
    quoted: await findQuoted(tx, message),
  }
}
