import { type Content, html, type Html } from '../html.ts'

/** An input of a page with many forms, so its id contains that of its form. */
export function input(
  form: string,
  {
    name,
    label,
    value,
    type = 'text',
    attributes,
    hint,
  }: {
    name: string
    label: string
    value: string
    type?: 'text' | 'time' | 'number' | 'tel'
    attributes?: Content
    hint?: Content
  },
): Html {
  const id = `${form}-${name}`
  return html`<div class="field"><label for="${id}">${label}</label><input id="${id}" type="${type}" name="${name}" value="${value}" autocomplete="off"${attributes}${hint !== undefined && html` aria-describedby="${id}-hint"`}>${hint !== undefined && html`<span class="hint" id="${id}-hint">${hint}</span>`}</div>`
}

export function select(
  form: string,
  {
    name,
    label,
    value,
    options,
  }: {
    name: string
    label: string
    value: string | undefined
    options: readonly (readonly [value: string, words: string])[]
  },
): Html {
  const id = `${form}-${name}`
  return html`<div class="field"><label for="${id}">${label}</label><select id="${id}" name="${name}">${options.map(([option, words]) => html`<option value="${option}"${option === value && html` selected`}>${words}</option>`)}</select></div>`
}

/** Why the form was refused, at its head; what was typed stays. */
export function refusal(fault: string | undefined): Html | false {
  return fault !== undefined && html`<p class="why" role="alert" tabindex="-1" autofocus>${fault}</p>`
}
