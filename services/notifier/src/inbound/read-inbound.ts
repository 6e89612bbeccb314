import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { fromUnixSeconds, UnixSeconds } from '../webhooks/changes.ts'
import { type Preference, readPreference } from './read-preference.ts'

/** A message that a person wrote to the sending number. */
export interface InboundMessage {
  readonly provider_message_id: string
  /** Digits, or a user id of Meta's; null if Meta gives neither. */
  readonly wa_id: string | null
  readonly type: string
  readonly text: string | null
  readonly preference: Preference | null
  /** The message quoted or tapped on. */
  readonly context_message_id: string | null
  readonly written_at: Temporal.Instant
  readonly number_change: NumberChange | null
}

/** The writer has another number now, and the old one may soon belong to somebody else. */
export interface NumberChange {
  /** Null if Meta does not disclose it. */
  readonly new_wa_id: string | null
}

const MAX_ID_LENGTH = 1_000
const MAX_TYPE_LENGTH = 40
const MAX_TEXT_LENGTH = 10_000 // WhatsApp takes 4,096 characters

const Body = Type.Object({ body: Type.String() })
const Caption = Type.Object({ caption: Type.String() })
const Reply = Type.Object({ id: Type.Optional(Type.String()), title: Type.Optional(Type.String()) })

const Message = Type.Object({
  id: Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH }),
  from: Type.Optional(Type.String()),
  timestamp: UnixSeconds,
  type: Type.String({ minLength: 1 }),
})
const Context = Type.Object({
  context: Type.Object({ id: Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH }) }),
})
const Text = Type.Object({ text: Body })
const System = Type.Object({ system: Body })
/** The new number was `new_wa_id` before it was `wa_id`, and the type `customer_changed_number`. */
const ChangedNumber = Type.Object({
  system: Type.Object({
    type: Type.Union([Type.Literal('user_changed_number'), Type.Literal('customer_changed_number')]),
    wa_id: Type.Optional(Type.String()),
    new_wa_id: Type.Optional(Type.String()),
  }),
})
const Button = Type.Object({
  button: Type.Object({ text: Type.Optional(Type.String()), payload: Type.Optional(Type.String()) }),
})
const Interactive = Type.Object({
  interactive: Type.Object({ button_reply: Type.Optional(Reply), list_reply: Type.Optional(Reply) }),
})
const Reaction = Type.Object({ reaction: Type.Object({ emoji: Type.String() }) })

/** @returns null for an item that is not a message */
export function readInbound(item: unknown): InboundMessage | null {
  if (!Value.Check(Message, item)) return null
  const { text, candidates } = textOf(item)
  const preference = candidates.map((words) => readPreference(words)).find((found) => found !== null)
  return {
    provider_message_id: plainText(item.id, MAX_ID_LENGTH),
    wa_id: item.from ?? null,
    type: plainText(item.type, MAX_TYPE_LENGTH),
    text: text === null ? null : plainText(text, MAX_TEXT_LENGTH),
    preference: preference ?? null,
    context_message_id: Value.Check(Context, item) ? plainText(item.context.id, MAX_ID_LENGTH) : null,
    written_at: fromUnixSeconds(Number(item.timestamp)),
    number_change: Value.Check(ChangedNumber, item)
      ? { new_wa_id: item.system.wa_id ?? item.system.new_wa_id ?? null }
      : null,
  }
}

/** The text of a message, and the parts that may contain a preference: typed, or on a button. */
function textOf(item: Static<typeof Message>): { text: string | null; candidates: readonly string[] } {
  switch (item.type) {
    case 'text':
      return Value.Check(Text, item) ? { text: item.text.body, candidates: [item.text.body] } : NO_TEXT
    case 'button': {
      if (!Value.Check(Button, item)) return NO_TEXT
      const { text, payload } = item.button
      return { text: text ?? payload ?? null, candidates: present([text, payload]) }
    }
    case 'interactive': {
      if (!Value.Check(Interactive, item)) return NO_TEXT
      const { id, title } = item.interactive.button_reply ?? item.interactive.list_reply ?? {}
      return { text: title ?? id ?? null, candidates: present([title, id]) }
    }
    case 'reaction':
      return Value.Check(Reaction, item) ? { text: item.reaction.emoji, candidates: [] } : NO_TEXT
    case 'system':
      return Value.Check(System, item) ? { text: item.system.body, candidates: [] } : NO_TEXT
    default:
      return { text: captionOf(item), candidates: [] }
  }
}

const NO_TEXT = { text: null, candidates: [] } as const

/** The caption of a picture, a video or a document. */
function captionOf(item: Static<typeof Message>): string | null {
  const media: unknown = Object.entries(item).find(([name]) => name === item.type)?.[1]
  return Value.Check(Caption, media) ? media.caption : null
}

function present(words: readonly (string | undefined)[]): string[] {
  return words.filter((word) => word !== undefined)
}

/** Text that Postgres can store: without NUL and lone surrogates, at most `max_length` characters. */
function plainText(text: string, max_length: number): string {
  return text.replaceAll('\0', '').slice(0, max_length).toWellFormed()
}
