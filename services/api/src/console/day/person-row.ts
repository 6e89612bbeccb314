import type { Frame } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { contactLinks } from '../parts/contact.ts'
import { form } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'
import { channelMark, state } from '../parts/state.ts'
import type { DayData } from './load-day.ts'
import { searchBox } from './search-box.ts'

type Assignment = DayData['board']['duty_times'][number]['assignments'][number]
type Page = { readonly data: DayData; readonly frame: Frame }

/** A person of a duty. The name opens the actions, by a link: a night of two hundred people stays a light page. */
export function personRow(assignment: Assignment, page: Page): Html {
  const { duty_assignment_id: id, full_name } = assignment
  const { query, board } = page.data
  const is_open = query.duty === id || query.hand_over === id
  const href = is_open
    ? `/console/days/${board.date}#duty-${id}`
    : `/console/days/${board.date}?duty=${id}#duty-${id}`
  return html`<li class="person" id="duty-${id}"><a class="row-link${is_open && ' open'}" href="${href}" aria-expanded="${String(is_open)}"><span class="name" dir="auto">${full_name}</span>${icon('right', 'chevron')}</a>
<div class="marks">${marksOf(assignment)}</div>${is_open && actions(assignment, page)}</li>`
}

const HAS_ARRIVED: readonly unknown[] = ['delivered', 'read']

/** Whether a person knows the duty, and how far the messages about it came. */
export function marksOf({
  allotment,
  channels: { whatsapp, email },
  reached,
}: Pick<Assignment, 'allotment' | 'channels' | 'reached'>): Html {
  if (allotment === 'waiting') return state('wait', 'draft', 'Draft, not told')
  const has_arrived = HAS_ARRIVED.includes(whatsapp) || HAS_ARRIVED.includes(email)
  const no_message = whatsapp === null && email === null
  return html`${reached === 'yes' && !has_arrived && state('good', 'phone', 'Told by phone')}
${reached === 'told' && no_message && state('plain', 'tick', 'Told elsewhere')}
${reached === 'no' && (no_message ? state('bad', 'alert', 'Not told') : state('wait', 'alert', 'Not reached'))}
${whatsapp !== null && channelMark('whatsapp', whatsapp)}${email !== null && channelMark('email', email)}`
}

function actions(assignment: Assignment, { data, frame }: Page): Html {
  const { duty_assignment_id: id, version, registration_id, full_name, reached } = assignment
  const { date, duty_times } = data.board
  const typed = data.refused_move?.id === id ? data.refused_move : null
  const at = `/console/days/${date}/duties/${id}`
  const hidden = { version }
  const own = duty_times.find(({ assignments }) => assignments.includes(assignment))?.name ?? ''
  return html`<div class="actions no-print"><div class="row">${contactLinks(assignment)}
${reached !== 'yes' && form(frame, { action: `${at}/told`, hidden }, html`<button class="button">${icon('tick')}Told by phone</button>`)}
${frame.may('registrations') && html`<a class="button" href="/console/people/${registration_id}">${icon('people')}Everything said</a>`}</div>
<details${typed !== null && html` open`}><summary class="button">Move</summary>${form(
    frame,
    { action: `${at}/move`, css_class: 'inside', hidden },
    html`${typed !== null && html`<p class="why" role="alert" tabindex="-1" autofocus>${typed.fault}</p>`}<div class="fields"><div class="field"><label for="date-${id}">New day</label><input id="date-${id}" type="date" name="duty_date" value="${typed?.duty_date ?? date}" required></div>
<div class="field"><label for="time-${id}">New duty</label><select id="time-${id}" name="duty_time">${duty_times.map(({ name }) => html`<option${name === (typed?.duty_time ?? own) && html` selected`}>${name}</option>`)}</select></div></div>
<p class="soft">Who was told of the old one is told of the change.</p><div class="row"><button class="button main">Move</button></div>`,
  )}</details>
<details${data.query.hand_over === id && html` open`}><summary class="button">Hand over</summary><div class="inside">${searchBox(
    {
      card: `duty-${id}`,
      label: `Who takes ${own} from ${full_name}`,
      placeholder: 'Who takes it?',
      query: { hand_over: id },
      action: `${at}/hand-over`,
      hidden,
      is_open: data.query.hand_over === id,
      buttons: html`<button class="button main">Hand over</button>`,
    },
    { data, frame },
  )}</div></details>
<details><summary class="button grave">Cancel</summary>${form(
    frame,
    { action: `${at}/cancel`, css_class: 'inside', hidden },
    html`<p>${full_name} no longer has ${own}. It cannot be undone; who was told of it is told of this.</p><div class="row"><button class="button grave">Cancel this duty</button></div>`,
  )}</details></div>`
}
