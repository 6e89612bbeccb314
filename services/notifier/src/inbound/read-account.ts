import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** How Meta names a person: by digits, by a user id of this business, or both. */
export interface Account {
  readonly wa_id: string | null
  readonly user_id: string | null
  /** Of the company to which the user id belongs: it identifies nobody by itself. */
  readonly parent_user_id: string | null
  /** The name that the person has at WhatsApp. */
  readonly writer_name: string | null
}

const MAX_USER_ID_LENGTH = 200 // a country, a dot and at most 128 characters
const MAX_NAME_LENGTH = 200

const listedContact = Compile(
  Type.Object({
    wa_id: Type.Optional(Type.Unknown()),
    user_id: Type.Optional(Type.Unknown()),
    parent_user_id: Type.Optional(Type.Unknown()),
    profile: Type.Optional(
      Type.Object({ name: Type.Optional(Type.Unknown()), username: Type.Optional(Type.Unknown()) }),
    ),
  }),
)
const writer = Compile(
  Type.Object({
    from: Type.Optional(Type.Unknown()),
    from_user_id: Type.Optional(Type.Unknown()),
    from_parent_user_id: Type.Optional(Type.Unknown()),
    parent_from_user_id: Type.Optional(Type.Unknown()),
  }),
)
const recipient = Compile(
  Type.Object({
    recipient_id: Type.Optional(Type.Unknown()),
    recipient_user_id: Type.Optional(Type.Unknown()),
    parent_recipient_user_id: Type.Optional(Type.Unknown()),
    recipient_parent_user_id: Type.Optional(Type.Unknown()),
  }),
)
const NOBODY = { wa_id: null, user_id: null, parent_user_id: null, writer_name: null } as const

/** The writer of an inbound message. */
export function readWriter(item: unknown, contacts: unknown): Account {
  if (!writer.Check(item)) return NOBODY
  const parent = item.from_parent_user_id ?? item.parent_from_user_id
  return withContact(accountOf(item.from, item.from_user_id, parent), contacts)
}

/** The recipient of a message that a receipt reports on. */
export function readRecipient(item: unknown, contacts: unknown): Account {
  if (!recipient.Check(item)) return NOBODY
  const parent = item.parent_recipient_user_id ?? item.recipient_parent_user_id
  return withContact(accountOf(item.recipient_id, item.recipient_user_id, parent), contacts)
}

/** @param id digits, or the user id of somebody whose number Meta does not disclose */
export function accountOf(id: unknown, user_id: unknown, parent_user_id: unknown): Account {
  const digits = digitsOf(id)
  return {
    wa_id: digits,
    user_id: userId(user_id) ?? (digits === null ? userId(id) : null),
    parent_user_id: parentId(parent_user_id) ?? parentId(user_id),
    writer_name: null,
  }
}

/** Completes an account by the contact of the same body that has one of its ids. */
function withContact(account: Account, contacts: unknown): Account {
  const listed: readonly unknown[] = Array.isArray(contacts) ? contacts : []
  // A body has up to a thousand receipts with as many contacts: only the own one is worth a validation.
  const own = listed.find((contact) => isOf(contact, account) && listedContact.Check(contact))
  if (!listedContact.Check(own)) return account
  const { name, username } = own.profile ?? {}
  const names = [name, username].filter((part) => typeof part === 'string' && part !== '')
  return {
    wa_id: account.wa_id ?? digitsOf(own.wa_id),
    user_id: account.user_id ?? userId(own.user_id),
    parent_user_id: account.parent_user_id ?? parentId(own.parent_user_id),
    writer_name:
      names.length === 0
        ? null
        : names.join(', ').replaceAll('\0', '').slice(0, MAX_NAME_LENGTH).toWellFormed(),
  }
}

function isOf(contact: unknown, { wa_id, user_id }: Account): boolean {
  if (typeof contact !== 'object' || contact === null) return false
  return (
    (wa_id !== null && 'wa_id' in contact && contact.wa_id === wa_id) ||
    (user_id !== null && 'user_id' in contact && contact.user_id === user_id)
  )
}

function digitsOf(id: unknown): string | null {
  return typeof id === 'string' && /^[1-9]\d{6,14}$/.test(id) ? id : null
}

const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9]+$/
const PARENT_USER_ID = /^[A-Z]{2}\.ENT\.[A-Za-z0-9]+$/

function userId(id: unknown): string | null {
  return typeof id === 'string' && id.length <= MAX_USER_ID_LENGTH && USER_ID.test(id) ? id : null
}

function parentId(id: unknown): string | null {
  return typeof id === 'string' && id.length <= MAX_USER_ID_LENGTH && PARENT_USER_ID.test(id) ? id : null
}
