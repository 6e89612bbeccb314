import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { fromUnixSeconds } from '../webhooks/changes.ts'
import { type Preference, readPreference } from './read-preference.ts'

/** What somebody wrote to the organisation. */
export interface InboundMessage {
  readonly provider_message_id: string
  /** Digits; null where Meta tells only a user id of its own. */
  readonly wa_id: string | null
  readonly type: string
  readonly text: string | null
  readonly preference: Preference | null
  /** The message quoted or tapped on. */
  readonly context_message_id: string | null
  readonly written_at: Temporal.Instant
}

const LONGEST_ID = 1_000
const LONGEST_TYPE = 40
const LONGEST_TEXT = 10_000 // WhatsApp takes 4,096 characters

const Words = Type.Object({ body: Type.String() })
const Caption = Type.Object({ caption: Type.String() })
const Reply = Type.Object({ id: Type.Optional(Type.String()), title: Type.Optional(Type.String()) })

const Message = Type.Object({
  id: Type.String({ minLength: 1, maxLength: LONGEST_ID }),
  from: Type.Optional(Type.String()),
  timestamp: Type.String({ pattern: '^[0-9]{1,10}$' }),
  type: Type.String({ minLength: 1 }),
})
const Context = Type.Object({
  context: Type.Object({ id: Type.String({ minLength: 1, maxLength: LONGEST_ID }) }),
})
const Text = Type.Object({ text: Words })
const System = Type.Object({ system: Words })
const Button = Type.Object({
  button: Type.Object({ text: Type.Optional(Type.String()), payload: Type.Optional(Type.String()) }),
})
const Interactive = Type.Object({
  interactive: Type.Object({ button_reply: Type.Optional(Reply), list_reply: Type.Optional(Reply) }),
})
const Reaction = Type.Object({ reaction: Type.Object({ emoji: Type.String() }) })

/** @returns null for what has not the shape of a message */
export function readInbound(item: unknown): InboundMessage | null {
  if (!Value.Check(Message, item)) return null
  const { text, asks } = wordsOf(item)
  const preference = asks.map((words) => readPreference(words)).find((found) => found !== null)
  return {
    provider_message_id: plainText(item.id, LONGEST_ID),
    wa_id: item.from ?? null,
    type: plainText(item.type, LONGEST_TYPE),
    text: text === null ? null : plainText(text, LONGEST_TEXT),
    preference: preference ?? null,
    context_message_id: Value.Check(Context, item) ? plainText(item.context.id, LONGEST_ID) : null,
    written_at: fromUnixSeconds(Number(item.timestamp)),
  }
}

/** The words of a message, and the parts that may contain a preference: typed, or on a button. */
function wordsOf(item: Static<typeof Message>): { text: string | null; asks: readonly string[] } {
  switch (item.type) {
    case 'text':
      return Value.Check(Text, item) ? { text: item.text.body, asks: [item.text.body] } : NO_WORDS
    case 'button': {
      if (!Value.Check(Button, item)) return NO_WORDS
      const { text, payload } = item.button
      return { text: text ?? payload ?? null, asks: present([text, payload]) }
    }
    case 'interactive': {
      if (!Value.Check(Interactive, item)) return NO_WORDS
      const { id, title } = item.interactive.button_reply ?? item.interactive.list_reply ?? {}
      return { text: title ?? id ?? null, asks: present([title, id]) }
    }
    case 'reaction':
      return Value.Check(Reaction, item) ? { text: item.reaction.emoji, asks: [] } : NO_WORDS
    case 'system':
      return Value.Check(System, item) ? { text: item.system.body, asks: [] } : NO_WORDS
    default:
      return { text: captionOf(item), asks: [] }
  }
}

const NO_WORDS = { text: null, asks: [] } as const

/** The words beside a picture, a video or a document. */
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
