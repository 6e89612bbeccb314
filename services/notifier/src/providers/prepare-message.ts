import { TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { MAX_RENDERED_CHARACTERS, renderTemplate } from '@dutybell/shared/templates/render'
import type { OutgoingMessage } from './outcome.ts'

const CONTROL_OR_FORMAT = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu

export type PreparedMessage =
  | { readonly ok: true; readonly parameters: readonly string[]; readonly text: string }
  | { readonly ok: false; readonly fault: string }

/**
 * The parameters in Meta's form and the rendered text, or the reason why the message is invalid.
 *
 * @param max_characters of the text; an e-mail has no limit
 */
export function prepareMessage(
  message: OutgoingMessage,
  max_characters = MAX_RENDERED_CHARACTERS,
): PreparedMessage {
  const wanted = TEMPLATES[message.template].parameters
  if (message.parameters.length !== wanted.length) {
    const fault = `${message.template} takes ${wanted.length} parameters (${wanted.map(({ name }) => name).join(', ')}), not ${message.parameters.length}.`
    return { ok: false, fault }
  }
  const parameters = message.parameters.map(toParameterText)
  const text = renderTemplate(message.words, parameters)
  if (text.length > max_characters) {
    return { ok: false, fault: `The rendered text is longer than ${max_characters} characters.` }
  }
  return { ok: true, parameters, text }
}

/**
 * A text Meta accepts as a template parameter: no new line, no tab, no run of spaces
 * (error 132018 from Graph v23.0 on, 100 before), and never empty (131008).
 */
function toParameterText(text: string): string {
  const folded = text.normalize('NFC').replaceAll(/\s+/gu, ' ').replaceAll(CONTROL_OR_FORMAT, '')
  return folded.replaceAll(/ {2,}/g, ' ').trim() || '-'
}
