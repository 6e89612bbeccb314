import { html, type Html } from '../html.ts'
import { state } from './state.ts'

interface Inbound {
  readonly type: string
  readonly text: string | null
  readonly preference: string | null
  readonly effect: string | null
}

/** STOP and START with what they did, and what nobody wrote. */
export function inboundMarks({ type, preference, effect }: Omit<Inbound, 'text'>): Html {
  if (type === 'system') return state('wait', 'alert', 'WhatsApp itself says so')
  if (preference === null) return html``
  const word = preference.toUpperCase()
  switch (effect) {
    case 'suppressed':
      return state('bad', 'pause', `${word}: WhatsApp is stopped`)
    case 'resumed':
      return state('good', 'tick', `${word}: WhatsApp goes on`)
    case 'superseded':
      return state('plain', 'minus', `${word}, and something later since`)
    default:
      return state('wait', 'alert', `${word}: without effect`)
  }
}

/** Their words, for a screen reader in the language of the script. */
export function inboundBubble(message: Pick<Inbound, 'type' | 'text'>): Html {
  const words = inboundWords(message)
  const language = languageByScript(words)
  return html`<div class="bubble theirs" dir="auto"${language !== null && html` lang="${language}"`}>${words}</div>`
}

/** What people write has no language of its own: the one of the catalogue that has the script. */
export function languageByScript(words: string): string | null {
  if (/\p{Script=Arabic}/u.test(words)) return 'ur'
  return /\p{Script=Devanagari}/u.test(words) ? 'hi' : null
}

/** The words of a message, or its kind. */
export function inboundWords({ type, text }: Pick<Inbound, 'type' | 'text'>): string {
  return text === null || text === '' ? `(${type}, no words)` : text
}
