import { isObject } from '@dutybell/shared/json-object'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import type { Frame, View } from './frame.ts'

/** A form that was sent after its session had ended: its fields go through the page of signing in, and are sent again by a button. */
const KeptForm = Type.Object({
  action: Type.String(),
  fields: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
})
export type KeptForm = Static<typeof KeptForm>

export const MAX_KEPT_CHARACTERS = 100_000
const OF_THE_SESSION: readonly string[] = ['form_token', 'idempotency_key']
const PATH = /^\/console\/[\w\-/.~%]*(?:\?[^#\s]*)?$/

/** @returns undefined for a form that cannot be kept: an upload, or one without fields of its own */
export function keptFormOf({ url, body, headers }: FastifyRequest): KeptForm | undefined {
  const is_urlencoded = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  if (!is_urlencoded || !isObject(body) || !PATH.test(url)) return undefined
  const own = Object.entries(body).filter(([name]) => !OF_THE_SESSION.includes(name))
  const kept = { action: url, fields: Object.fromEntries(own) }
  if (own.length === 0 || JSON.stringify(kept).length > MAX_KEPT_CHARACTERS) return undefined
  return Value.Check(KeptForm, kept) ? kept : undefined
}

export function keptField(kept: KeptForm | undefined): Html {
  return html`${kept !== undefined && html`<input type="hidden" name="kept" value="${JSON.stringify(kept)}">`}`
}

/** @returns undefined where it is none of this console */
export function readKeptField(typed: string | undefined): KeptForm | undefined {
  if (typed === undefined) return undefined
  try {
    const kept: unknown = JSON.parse(typed)
    return Value.Check(KeptForm, kept) && PATH.test(kept.action) ? kept : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The fields as typed, with the button that sends them: nothing is sent without being seen. */
export function sendAgainView({ action, fields }: KeptForm, frame: Frame): View {
  const shown = Object.entries(fields).filter(([name, value]) => value !== '' && name !== 'version')
  return {
    title: 'Send it now?',
    body: html`<div class="card attention"><h1>Send it now?</h1><p>You signed in again after this form was opened. Nothing was changed yet; this is what you filled in.</p>
<dl class="known">${shown.map(([name, value]) => html`<div><dt>${name.replaceAll('_', ' ')}</dt><dd dir="auto">${[value].flat().join(', ')}</dd></div>`)}</dl>
${form(frame, { action, hidden: fields }, html`<button class="button main" autofocus>Send it</button><a class="button" href="/console">Leave it</a>`)}</div>`,
  }
}
