import { AppError } from '@dutybell/shared/errors'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Exchange } from '../../http/exchange.ts'
import type { ConsoleContext } from '../frame/context.ts'
import type { Frame, View } from '../frame/frame.ts'
import { showPage } from '../frame/show-page.ts'
import { html } from '../html.ts'
import { form, ownFields } from '../parts/form.ts'

const MAX_REASON_CHARACTERS = 500

/** Of a form: given on the page that says that the duty is full or overlaps. */
export const reason = Type.Optional(Type.String({ maxLength: MAX_REASON_CHARACTERS }))

interface Override {
  readonly title: string
  readonly words: string
  readonly action: string
  /** Of the form that was refused. */
  readonly fields: Readonly<Record<string, string>>
}

/** Where a duty is full or overlaps, asks for a reason instead. */
export async function orOverride(
  ctx: ConsoleContext,
  { request, reply }: Exchange,
  answer: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await answer()
  } catch (error) {
    if (!(error instanceof AppError) || !['duty_full', 'duty_overlaps'].includes(error.code)) throw error
    const data = {
      title: error.code === 'duty_full' ? 'This duty is full' : 'Another duty at this time',
      words: error.message,
      action: request.url,
      fields: fieldsOf(request.body),
    }
    return showPage(ctx, { request, reply }, { here: '/console/days', status: 409, data, view: overrideView })
  }
}

export function overrideOf({ reason }: { readonly reason?: string }) {
  return reason === undefined || reason.trim() === '' ? {} : { override: { reason } }
}

function fieldsOf(body: unknown): Record<string, string> {
  const fields = ownFields(body).filter(([name]) => name !== 'reason')
  return Object.fromEntries(fields.map(([name, value]) => [name, String(value)]))
}

/** Nothing was written: the same form again, with the reason why it is meant. */
function overrideView({ title, words, action, fields }: Override, frame: Frame): View {
  const sentence = words.split('. ')[0] ?? words
  return {
    title,
    body: html`<div class="card attention"><h1>${title}</h1><p>${sentence}. Nothing was changed.</p>
${form(
  frame,
  { action, css_class: 'inside', hidden: fields },
  html`<div class="field"><label for="reason">Do it anyway, because</label>
<input id="reason" name="reason" required maxlength="${MAX_REASON_CHARACTERS}" autofocus dir="auto" aria-describedby="kept"><span class="hint" id="kept">The reason stands on the duty.</span></div>
<div class="row"><button class="button main">Do it anyway</button><a class="button" href="${action.split('/').slice(0, 4).join('/')}">Leave it</a></div>`,
)}</div>`,
  }
}
