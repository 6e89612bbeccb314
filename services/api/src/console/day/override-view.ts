import type { Frame, View } from '../frame/frame.ts'
import { html } from '../html.ts'
import { form } from '../parts/form.ts'

export interface Override {
  readonly title: string
  readonly words: string
  readonly action: string
  /** Of the form that was refused. */
  readonly fields: Readonly<Record<string, string>>
}

/** Nothing was written: the same form again, with the reason why it is meant. */
export function overrideView({ title, words, action, fields }: Override, frame: Frame): View {
  const sentence = words.split('. ')[0] ?? words
  return {
    title,
    body: html`<div class="card attention"><h1>${title}</h1><p>${sentence}. Nothing was changed.</p>
${form(
  frame,
  { action, css_class: 'inside', hidden: fields },
  html`<div class="field"><label for="reason">Do it anyway, because</label>
<input id="reason" name="reason" required maxlength="500" autofocus aria-describedby="kept"><span class="hint" id="kept">The reason stands on the duty.</span></div>
<div class="row"><button class="button main">Do it anyway</button><a class="button" href="${action.split('/').slice(0, 4).join('/')}">Back to the day</a></div>`,
)}</div>`,
  }
}
