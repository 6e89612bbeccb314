import { AppError } from '@dutybell/shared/errors'
import { parseJson } from '@dutybell/shared/json-object'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { decodeText } from '../../imports/decode-text.ts'
import { html, type Html } from '../html.ts'
import { form, ownFields } from '../parts/form.ts'
import type { Frame, View } from './frame.ts'

/** A form that was sent after its session had ended: its fields go through the page of signing in, and are sent again by a button. */
const KeptForm = Type.Object({
  action: Type.String(),
  fields: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
})
export type KeptForm = Static<typeof KeptForm>

export const MAX_KEPT_CHARACTERS = 500_000 // a list of some thousand people
/** In a form, a character outside ASCII has up to nine bytes, such as `%E0%A4%85`. */
export const MAX_KEPT_BYTES = 9 * MAX_KEPT_CHARACTERS
const FORM_TYPE = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/
const PATH = /^\/console\/[\w\-/.~%]*(?:\?[^#\s]*)?$/

/** Before the body is read: so much of it is read of a browser that is not signed in. */
export function mayBeKept({ headers }: FastifyRequest): boolean {
  return FORM_TYPE.test(headers['content-type'] ?? '') && Number(headers['content-length']) <= MAX_KEPT_BYTES
}

/** @returns undefined for a form that cannot be kept: too long, with a file that is no text, or without fields of its own */
export function keptFormOf({ url, body, headers }: FastifyRequest): KeptForm | undefined {
  if (!FORM_TYPE.test(headers['content-type'] ?? '') || !PATH.test(url)) return undefined
  const own = ownFields(body)
  const kept = { action: url, fields: Object.fromEntries(own.map(([name, value]) => [name, textOf(value)])) }
  if (own.length === 0 || JSON.stringify(kept).length > MAX_KEPT_CHARACTERS) return undefined
  return Value.Check(KeptForm, kept) ? kept : undefined
}

/** A file becomes a field with its text. */
function textOf(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value
  try {
    return decodeText(value)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

export function keptField(kept: KeptForm | undefined): Html {
  return html`${kept !== undefined && html`<input type="hidden" name="kept" value="${JSON.stringify(kept)}">`}`
}

/** @returns undefined where it is none of this console */
export function readKeptField(typed: string | undefined): KeptForm | undefined {
  const kept = parseJson(typed ?? '')
  return Value.Check(KeptForm, kept) && PATH.test(kept.action) ? kept : undefined
}

/** The fields as typed, with the button that sends them: nothing is sent without being seen. */
export function sendAgainView({ action, fields }: KeptForm, frame: Frame): View {
  const shown = Object.entries(fields).filter(([name, value]) => value !== '' && name !== 'version')
  return {
    title: 'Send it now?',
    body: html`<div class="card attention"><h1>Send it now?</h1><p>You signed in again after this form was opened. Nothing was changed yet; this is what you filled in.</p>
<dl class="known">${shown.map(([name, value]) => html`<div><dt>${name.replaceAll('_', ' ')}</dt>${shownValue(name, [value].flat().join(', '))}</div>`)}</dl>
${form(frame, { action, hidden: fields }, html`<button class="button main" autofocus>Send it</button><a class="button" href="/console">Leave it</a>`)}</div>`,
  }
}

function shownValue(name: string, value: string): Html {
  if (!value.includes('\n')) return html`<dd dir="auto">${value}</dd>`
  return html`<dd class="field"><textarea aria-label="${name}" rows="8" dir="auto" readonly>
${value}</textarea></dd>`
}
