import { insertAudit } from '@dutybell/shared/audit/insert-audit'
import { lockOutErasure } from '@dutybell/shared/db/address-lock'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Log } from '@dutybell/shared/logger'
import { withdrawAddress } from '@dutybell/shared/outbox/withdraw'
import { maskPhoneNumber } from '@dutybell/shared/people/mask'
import { learnAliases } from '../deliveries/learn-aliases.ts'
import { findWriter, type Writer } from './find-writer.ts'
import {
  type Effect,
  findPhoneNumber,
  insertInbound,
  isErasedForm,
  recordEffect,
  setPreference,
  storeNumberChange,
} from './queries.ts'
import type { InboundMessage, SystemNotice } from './read-inbound.ts'

/**
 * Stores an inbound message once, however often it is delivered, and the ids by which its writer is known. STOP suppresses WhatsApp
 * for the number, for all people registered with it, and withdraws unsent deliveries to it; START lifts that. A message whose writer
 * was erased since is not stored: only its STOP or START is applied, to the keyed hash of the number.
 */
export async function storeInbound(
  { db, log }: { readonly db: Db; readonly log: Log },
  message: InboundMessage,
): Promise<void> {
  const { context_message_id, written_at: at } = message
  await inTransaction(db, async (tx) => {
    const writer = await findWriter(tx, { ...message, at }, context_message_id)
    const phone_number = writer.addresses.find((address) => !isErasedForm(address)) ?? null
    if (message.system !== null && phone_number !== null) {
      await learnNewAccount(tx, message.system, { phone_number, at })
      if (!message.system.is_new_number) return
    }
    if (writer.erased_since) return void (await applyPreference(tx, log, message, writer))
    const delivery_id = writer.quoted?.erased === false ? writer.quoted.delivery_id : null
    const id = await insertInbound(tx, message, { phone_number, delivery_id })
    if (id === undefined) return
    if (phone_number !== null && message.system !== null) await flagNumberChange(tx, message, phone_number)
    else if (phone_number !== null) await learnWriter(tx, message, phone_number)
    const effect = await applyPreference(tx, log, message, writer)
    if (effect !== null) await recordEffect(tx, id, effect)
  })
}

/** @returns null for a message without a request */
async function applyPreference(
  tx: Tx,
  log: Log,
  { preference, provider_message_id: message_id, written_at: at }: InboundMessage,
  { addresses }: Writer,
): Promise<Effect | null> {
  if (preference === null) return null
  if (addresses.length === 0) {
    log.warn({ channel: 'whatsapp', preference }, 'Could not attribute the request of an unknown writer')
    return 'not_attributed'
  }
  const changed: string[] = []
  for (const address of addresses.toSorted()) {
    if (await setPreference(tx, address, { preference, message_id, at })) changed.push(address)
  }
  if (changed.length === 0) return 'superseded'
  for (const address of preference === 'stop' ? changed : []) {
    await withdrawAddress(tx, { channel: 'whatsapp', address }, 'suppressed')
  }
  log.info(
    { channel: 'whatsapp', preference },
    `${changed.map(maskPhoneNumber).join(', ')} wrote ${preference.toUpperCase()}: WhatsApp is ${
      preference === 'stop' ? 'suppressed' : 'no longer suppressed'
    } for the number`,
  )
  return preference === 'stop' ? 'suppressed' : 'resumed'
}

async function learnWriter(tx: Tx, message: InboundMessage, address: string): Promise<void> {
  const { wa_id, user_id, parent_user_id, written_at: at } = message
  await learnAliases(tx, [{ address, wa_id, user_id, parent_user_id, at }])
}

/** The user id belongs to the new number, if there is one. */
async function learnNewAccount(
  tx: Tx,
  { is_new_number, new_wa_id, new_user_id: user_id }: SystemNotice,
  { phone_number, at }: { readonly phone_number: string; readonly at: Temporal.Instant },
): Promise<void> {
  const address = is_new_number ? await newPhoneNumber(tx, new_wa_id) : phone_number
  if (address === null || user_id === null) return
  await lockOutErasure(tx, address)
  await learnAliases(tx, [{ address, user_id, at }])
}

function newPhoneNumber(tx: Tx, new_wa_id: string | null): Promise<string | null> {
  return new_wa_id === null ? Promise.resolve(null) : findPhoneNumber(tx, new_wa_id)
}

async function flagNumberChange(tx: Tx, message: InboundMessage, phone_number: string): Promise<void> {
  const { system, provider_message_id: message_id, written_at: at } = message
  const new_phone_number = await newPhoneNumber(tx, system?.new_wa_id ?? null)
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
