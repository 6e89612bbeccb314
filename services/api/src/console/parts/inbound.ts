import { html, type Html } from '../html.ts'
import { state } from './state.ts'

interface Inbound {
  readonly type: string
  readonly text: string | null
  readonly preference: string | null
  readonly effect: string | null
}

/** STOP and START with what they did, and what nobody wrote. */
export function inboundMarks({ type, preference, effect }: Inbound): Html {
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

/** The words of a message, or its kind. */
export function inboundWords({ type, text }: Inbound): string {
  return text === null || text === '' ? `(${type}, no words)` : text
}
