import { Type } from 'typebox'
import type { AuditEntry } from '../../audit/schemas.ts'
import type { Registration } from '../../registrations/schemas.ts'
import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { describeEntry } from '../parts/audit-entry.ts'
import { type Field, field } from '../parts/field.ts'
import { form, tick } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'
import { counted } from '../parts/time.ts'
import { languageName } from './language-name.ts'

const MAX_TYPED_CHARACTERS = 3_000

const typed = Type.String({ maxLength: MAX_TYPED_CHARACTERS, default: '' })

/** Of the forms of a person. */
export const PERSON_FIELDS = {
  full_name: typed,
  phone_number: typed,
  email: typed,
  language: typed,
  whatsapp_opt_in: tick,
  consent_source: typed,
}

/** What they hold. */
export interface PersonFields {
  readonly full_name: string
  readonly phone_number: string
  readonly email: string
  readonly whatsapp_opt_in?: string
  readonly language: string
  readonly consent_source: string
}

export interface EditData {
  /** As it is now. */
  readonly person: Registration
  readonly typed: PersonFields
  readonly languages: readonly string[]
  /** By field. */
  readonly faults: Readonly<Record<string, string>>
  /** Why nothing was written, where that is about no field. */
  readonly problem: string | null
  /** The person was changed since the form was opened. */
  readonly changed: { readonly by: AuditEntry | null } | null
}

const LABELS = {
  full_name: 'Name',
  phone_number: 'Phone number',
  email: 'E-mail',
  language: 'Language',
} as const

export function editView(data: EditData, frame: Frame): View {
  const { person, typed, faults } = data
  const back = `/console/people/${person.id}`
  const is_new = data.changed === null && data.problem === null
  const first = FIELDS.find((name) => name in faults) ?? (is_new ? 'full_name' : undefined)
  const of = (name: keyof PersonFields) => ({
    name,
    value: typed[name] ?? '',
    fault: faults[name],
    is_focused: name === first,
  })
  const hidden_hint = 'Not shown to your key. Leave it empty to keep it as it is.'
  return {
    title: `${Object.keys(faults).length > 0 ? 'Not saved: ' : ''}Edit ${person.full_name}`,
    body: html`<header><p class="crumb">${icon('left')}<a href="${back}">Back to the person</a></p><h1>Edit <span dir="auto">${person.full_name}</span></h1></header>
${problem(data, frame)}
${form(
  frame,
  { action: `${back}/edit`, css_class: 'card narrow', hidden: { version: person.version } },
  html`${field({ ...of('full_name'), label: LABELS.full_name, hint: 'As the messages say it.' })}
${field({ ...of('phone_number'), label: LABELS.phone_number, type: 'tel', hint: frame.sees_pii ? 'Messages that have not left yet go to a new number.' : hidden_hint })}
${field({ ...of('email'), label: LABELS.email, type: 'email', hint: frame.sees_pii ? 'Empty: no e-mail.' : hidden_hint })}
${languageField(data)}
<div class="field${'whatsapp_opt_in' in faults && ' wrong'}"><label class="tick"><input type="checkbox" name="whatsapp_opt_in" value="yes"${typed.whatsapp_opt_in !== undefined && html` checked`} aria-describedby="opt-in-hint"${first === 'whatsapp_opt_in' && html` autofocus`}>Agreed to WhatsApp</label>${'whatsapp_opt_in' in faults && html`<span class="why">${faults['whatsapp_opt_in']}</span>`}<span class="hint" id="opt-in-hint">Without it the number may be a landline, for calls only. What waits for WhatsApp is withdrawn when you take it away.</span></div>
${!person.whatsapp_opt_in && consentField(of('consent_source'))}
<div class="row"><button class="button main">Save</button><a class="button" href="${back}">Leave it</a></div>`,
)}`,
  }
}

const FIELDS = [
  'full_name',
  'phone_number',
  'email',
  'language',
  'whatsapp_opt_in',
  'consent_source',
] as const

export function languageField({
  languages,
  typed,
  faults,
}: Pick<EditData, 'languages' | 'typed' | 'faults'>): Html {
  if (languages.length < 2) return html`<input type="hidden" name="language" value="${typed.language}">`
  const fault = faults['language']
  return html`<div class="field${fault !== undefined && ' wrong'}"><label for="language">${LABELS.language}</label><select id="language" name="language"${fault !== undefined && html` aria-invalid="true" aria-describedby="language-fault"`}>${languages.map((code) => html`<option value="${code}"${code === typed.language && html` selected`}>${languageName(code)}</option>`)}</select>${fault !== undefined && html`<span class="why" id="language-fault">${fault}</span>`}</div>`
}

export function consentField(filled: Omit<Field, 'label' | 'hint'>): Html {
  const hint = 'Stored with the consent, for example “phone call of 5 December”.'
  return field({ ...filled, label: 'If they agreed: where, or in which call', hint })
}

/** Of two people who edit at the same time, the second sees what the first did and keeps what was typed. */
function problem({ person, typed, faults, problem, changed }: EditData, frame: Frame): Html | false {
  if (changed !== null) {
    const what =
      changed.by === null ? 'It was changed after this page was opened.' : describeEntry(changed.by, frame)
    const shown = frame.sees_pii
      ? (['full_name', 'phone_number', 'email', 'language'] as const)
      : (['full_name', 'language'] as const)
    const different = shown.filter((name) => (person[name] ?? '') !== typed[name])
    return html`<div class="card attention" role="alert" tabindex="-1" autofocus><h2>Somebody else changed it first</h2><p>${what} Nothing of yours was saved yet: it is kept below. Save again if it is still right.</p>
${different.length > 0 && html`<dl class="known">${different.map((name) => html`<div><dt>${LABELS[name]} is now</dt><dd dir="auto">${person[name] ?? 'none'}</dd></div>`)}</dl>`}</div>`
  }
  if (problem === null) return false
  const count = FIELDS.filter((name) => name in faults).length
  const is_focused = count === 0
  const words =
    count === 0
      ? problem
      : `${counted(count, 'field needs', 'fields need')} another value. What you typed is kept.`
  return html`<div class="card attention bad" role="alert"${is_focused && html` tabindex="-1" autofocus`}><h2>Not saved</h2><p>${words}</p></div>`
}
