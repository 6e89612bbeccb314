import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { fromUnixSeconds, UnixSeconds } from '../webhooks/changes.ts'
import { type Preference, readPreference } from './read-preference.ts'
import { type Account, readWriter } from './read-account.ts'
import { contentOf } from './read-content.ts'

/** A message that a person wrote to the sending number. */
export interface InboundMessage extends Account {
  readonly provider_message_id: string
  readonly type: string
  readonly text: string | null
  /** Null in a group: what is said there is no request to this system. */
  readonly preference: Preference | null
  /** The message quoted or tapped on. */
  readonly context_message_id: string | null
  readonly group_id: string | null
  readonly written_at: Temporal.Instant
  readonly system: SystemNotice | null
}

/** What Meta reports about the writer's account instead of words. */
export interface SystemNotice {
  /** The writer has another number now, and the old one may soon belong to somebody else. */
  readonly is_new_number: boolean
  /** Null where Meta does not disclose it. */
  readonly new_wa_id: string | null
  readonly new_user_id: string | null
}

const MAX_ID_LENGTH = 1_000
const MAX_TYPE_LENGTH = 40
const MAX_TEXT_LENGTH = 10_000 // WhatsApp takes 4,096 characters

const Message = Type.Object({
  id: Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH }),
  timestamp: UnixSeconds,
  type: Type.String({ minLength: 1 }),
})
const Context = Type.Object({
  context: Type.Object({ id: Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH }) }),
})
const Edited = Type.Object({ edit: Type.Object({ message: Type.Unknown() }) })
const Group = Type.Object({ group_id: Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH }) })
/** The new number was `new_wa_id` before it was `wa_id`, and the type `customer_changed_number`. */
const System = Type.Object({
  system: Type.Object({
    type: Type.Enum(['user_changed_number', 'customer_changed_number', 'user_changed_user_id']),
    wa_id: Type.Optional(Type.String()),
    new_wa_id: Type.Optional(Type.String()),
    user_id: Type.Optional(Type.String()),
    previous_user_id: Type.Optional(Type.String()),
  }),
})

/**
 * @param contacts those of the change, which may name the writer
 * @returns null for an item that is not a message; `no_news` for one that says nothing, such as a removed reaction
 */
export function readInbound(item: unknown, contacts: unknown = []): InboundMessage | 'no_news' | null {
  if (!Value.Check(Message, item)) return null
  const content = contentOf(item)
  if (content === 'no_news') return 'no_news'
  const { text, wishes } = content
  const group_id = Value.Check(Group, item) ? plainText(item.group_id, MAX_ID_LENGTH) : null
  const preference = wishes.map((words) => readPreference(words)).find((found) => found !== null)
  const system = readSystem(item)
  const writer = readWriter(item, contacts)
  return {
    ...writer,
    user_id: system?.previous_user_id ?? writer.user_id,
    provider_message_id: plainText(item.id, MAX_ID_LENGTH),
    type: plainText(item.type, MAX_TYPE_LENGTH),
    text: text === null ? null : plainText(text, MAX_TEXT_LENGTH),
    preference: group_id === null ? (preference ?? null) : null,
    context_message_id: quotedBy(item),
    group_id,
    written_at: fromUnixSeconds(Number(item.timestamp)),
    system: system?.notice ?? null,
  }
}

function readSystem(item: Static<typeof Message>) {
  if (!Value.Check(System, item)) return null
  const { type, wa_id, new_wa_id, user_id, previous_user_id } = item.system
  const notice: SystemNotice = {
    is_new_number: type !== 'user_changed_user_id',
    new_wa_id: wa_id ?? new_wa_id ?? null,
    new_user_id: user_id ?? null,
  }
  return { previous_user_id, notice }
}

function quotedBy(item: Static<typeof Message>): string | null {
  const quoting = Value.Check(Edited, item) && !Value.Check(Context, item) ? item.edit.message : item
  return Value.Check(Context, quoting) ? plainText(quoting.context.id, MAX_ID_LENGTH) : null
}

/** Text that Postgres can store: without NUL and lone surrogates, at most `max_length` characters. */
function plainText(text: string, max_length: number): string {
  return text.replaceAll('\0', '').slice(0, max_length).toWellFormed()
}
