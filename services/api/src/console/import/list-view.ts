import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import type { Kind } from './run.ts'

export interface TypedList {
  readonly kind: Kind | undefined
  readonly text: string
  /** Why the list was refused. */
  readonly fault: string | null
}

const KINDS: Readonly<Record<Kind, { readonly name: string; readonly hint: string }>> = {
  registrations: {
    name: 'People',
    hint: 'Columns: Name, Mobile, E-mail, and if you like Language and Consent. Someone who is registered is never changed.',
  },
  duty_assignments: {
    name: 'Duties',
    hint: 'Columns: Name or Mobile, Date, Duty. A duty that exists is left as it is.',
  },
}

export function listView(
  { kinds, kind, text, fault }: TypedList & { readonly kinds: readonly Kind[] },
  frame: Frame,
): View {
  const is_wrong = fault !== null
  return {
    title: is_wrong ? 'Not read: Import' : 'Import',
    body: html`<header><h1>Import</h1><p class="soft">From a spreadsheet: copy its cells with the header, or save it as CSV. First you see what would become of each row; nothing is written before you say so.</p></header>
${form(
  frame,
  { action: '/console/import', css_class: 'card', takes_file: true },
  html`<fieldset class="choices"><legend>Content of the list</legend>${kinds.map((one, place) => choice(one, kind === undefined ? place === 0 : kind === one))}</fieldset>
<div class="field${is_wrong && ' wrong'}"><label for="text">Paste the list</label>
<textarea id="text" name="text" rows="8" dir="auto" spellcheck="false" autocomplete="off" aria-describedby="${is_wrong && 'list-fault '}text-hint"${is_wrong && html` aria-invalid="true" autofocus`}>
${text}</textarea>${is_wrong && html`<span class="why" id="list-fault">${fault}</span>`}<span class="hint" id="text-hint">The first line has the names of the columns; commas, semicolons or tabs between the cells.</span></div>
<div class="field"><label for="file">Or choose a file</label><input id="file" type="file" name="file" accept=".csv,.txt,.tsv,text/csv,text/plain" aria-describedby="file-hint"><span class="hint" id="file-hint">CSV, at most 10 MiB. It is not kept on the server.</span></div>
<button class="button main" name="step" value="check">Check the list</button>`,
)}`,
  }
}

function choice(kind: Kind, is_chosen: boolean): Html {
  const { name, hint } = KINDS[kind]
  return html`<label class="tick"><input type="radio" name="kind" value="${kind}" required${is_chosen && html` checked`}><span><strong>${name}</strong><span class="hint">${hint}</span></span></label>`
}
