import { isObject } from '@dutybell/shared/json-object'
import { randomUUID } from 'node:crypto'
import { type TProperties, Type } from 'typebox'
import type { Frame } from '../frame/frame.ts'
import { type Content, html, type Html } from '../html.ts'

/** A form that posts, with the token of the session and a key that makes a double tap harmless. */
export function form(
  frame: Pick<Frame, 'form_token'>,
  {
    action,
    css_class,
    hidden = {},
    takes_file = false,
  }: {
    action: string
    css_class?: string
    /** A list is a field that is sent several times. */
    hidden?: Readonly<Record<string, string | number | readonly string[]>>
    takes_file?: boolean
  },
  content: Content,
): Html {
  const fields = { form_token: frame.form_token, idempotency_key: randomUUID(), ...hidden }
  return html`<form method="post" action="${action}" class="${css_class ?? 'row'}"${takes_file && html` enctype="multipart/form-data"`}>${Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => html`<input type="hidden" name="${name}" value="${one}">`))}${content}</form>`
}

const OF_THE_SESSION: readonly string[] = ['form_token', 'idempotency_key']

/** What a {@link form} was filled in with. */
export function ownFields(body: unknown): [string, unknown][] {
  return isObject(body) ? Object.entries(body).filter(([name]) => !OF_THE_SESSION.includes(name)) : []
}

const MAX_VERSION = 2_147_483_647

/** Of what the form changes: a hidden field, so that a change of somebody else in between is noticed. */
export const version = Type.Integer({ minimum: 1, maximum: MAX_VERSION })

/** A box, which is absent unless it is ticked: a default would tick it. */
export const tick = Type.Optional(Type.String({ maxLength: 10 }))

const MAX_TOKEN_CHARACTERS = 100

/** The schema of the body of a {@link form}. */
export function formBody<Fields extends TProperties>(fields: Fields) {
  const token = Type.Optional(Type.String({ maxLength: MAX_TOKEN_CHARACTERS }))
  return Type.Object({ ...fields, form_token: token, idempotency_key: token })
}
