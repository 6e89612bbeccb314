import { Type } from 'typebox'
import { Value } from 'typebox/value'

/** The words of a message, and those of them that may be a request: typed, or on a button. */
export interface Content {
  readonly text: string | null
  readonly wishes: readonly string[]
}

const Typed = Type.Object({ type: Type.String() })
const Body = Type.Object({ body: Type.String() })
const Button = Type.Object({ text: Type.Optional(Type.String()), payload: Type.Optional(Type.String()) })
const Reply = Type.Object({
  id: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
})
const Interactive = Type.Object({
  button_reply: Type.Optional(Reply),
  list_reply: Type.Optional(Reply),
  nfm_reply: Type.Optional(Type.Object({ body: Type.Optional(Type.String()) })),
})
const Reaction = Type.Object({ emoji: Type.String({ minLength: 1 }) })
const Edit = Type.Object({ message: Type.Unknown() })
const Card = Type.Object({
  name: Type.Optional(Type.Object({ formatted_name: Type.Optional(Type.String()) })),
  phones: Type.Optional(
    Type.Array(Type.Object({ phone: Type.Optional(Type.String()), wa_id: Type.Optional(Type.String()) })),
  ),
})
const Location = Type.Object({
  latitude: Type.Number(),
  longitude: Type.Number(),
  name: Type.Optional(Type.String()),
  address: Type.Optional(Type.String()),
})
const Caption = Type.Object({ caption: Type.String() })
const Unsupported = Type.Object({ type: Type.String() })
const Failed = Type.Object({
  errors: Type.Array(
    Type.Object({
      title: Type.Optional(Type.String()),
      error_data: Type.Optional(Type.Object({ details: Type.Optional(Type.String()) })),
    }),
    { minItems: 1 },
  ),
})

const NO_WORDS: Content = { text: null, wishes: [] }

/** @returns `no_news` for a removed reaction */
export function contentOf(item: unknown): Content | 'no_news' {
  if (!Value.Check(Typed, item)) return NO_WORDS
  const part = partOf(item)
  switch (item.type) {
    case 'text':
      return Value.Check(Body, part) ? said([part.body]) : NO_WORDS
    case 'button':
      return Value.Check(Button, part) ? said([part.text, part.payload]) : NO_WORDS
    case 'interactive':
      return Value.Check(Interactive, part) ? replied(part) : NO_WORDS
    case 'edit':
      return Value.Check(Edit, part) ? contentOf(part.message) : NO_WORDS
    case 'reaction':
      return Value.Check(Reaction, part) ? shown(part.emoji) : 'no_news'
    case 'contacts':
      return Array.isArray(part) ? shown(part.map(cardText).join('; ')) : NO_WORDS
    case 'location':
      return Value.Check(Location, part) ? shown(placeText(part)) : NO_WORDS
    case 'system':
      return Value.Check(Body, part) ? shown(part.body) : NO_WORDS
    case 'revoke':
    case 'deleted':
      return shown('(deleted an earlier message)')
    case 'unsupported':
      return shown(unsupportedText(item, part))
    default: // a picture, a video or a document
      return Value.Check(Caption, part) ? shown(part.caption) : NO_WORDS
  }
}

/** The field that is named like the type. */
function partOf(item: { readonly type: string }): unknown {
  return Object.entries(item).find(([name]) => name === item.type)?.[1]
}

function shown(text: string): Content {
  return text === '' ? NO_WORDS : { text, wishes: [] }
}

/** The first of the words is shown, each of them may be a request. */
function said(words: readonly (string | undefined)[]): Content {
  const present = words.filter((word) => word !== undefined && word !== '')
  return { text: present[0] ?? null, wishes: present.filter((word) => word !== undefined) }
}

function replied({ button_reply, list_reply, nfm_reply }: Type.Static<typeof Interactive>): Content {
  const { id, title, description } = button_reply ?? list_reply ?? {}
  if (title === undefined && id === undefined) return shown(nfm_reply?.body ?? '')
  const { text, wishes } = said([title, id])
  return { text: description === undefined ? text : `${text}: ${description}`, wishes }
}

function cardText(card: unknown): string {
  if (!Value.Check(Card, card)) return 'Contact card'
  const numbers = (card.phones ?? []).map(({ phone, wa_id }) => phone ?? (wa_id ? `+${wa_id}` : ''))
  const parts = [card.name?.formatted_name ?? '', ...numbers].filter((part) => part !== '')
  return `Contact card: ${parts.join(', ')}`
}

function placeText({ latitude, longitude, name, address }: Type.Static<typeof Location>): string {
  const parts = [name, address, `${latitude}, ${longitude}`].filter((part) => part !== undefined)
  return `Location: ${parts.join(', ')}`
}

function unsupportedText(item: unknown, part: unknown): string {
  const [error] = Value.Check(Failed, item) ? item.errors : []
  const kind = Value.Check(Unsupported, part) && part.type !== 'unknown' ? part.type : 'unknown kind'
  const cause = error?.error_data?.details ?? error?.title ?? 'WhatsApp does not pass it on.'
  return `(a message that cannot be shown, ${kind}: ${cause.replaceAll(/\s+/gu, ' ')})`
}
