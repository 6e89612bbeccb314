import type { DutyTime } from '../../duty-times/schemas.ts'
import type { Frame } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import { counted } from '../parts/time.ts'
import { input, refusal } from './input.ts'
import type { SettingsData } from './load-settings.ts'

const AT = '/console/settings/duty-times'

/** The duty times in their order; each opens its form. */
export function dutyTimesSection(
  times: readonly DutyTime[],
  { open, refused }: Pick<SettingsData, 'open' | 'refused'>,
  frame: Frame,
): Html {
  const is_new = refused?.form === 'new'
  return html`<section class="card" id="duty-times" aria-labelledby="duty-times-title"><h2 id="duty-times-title">Duty times</h2>
${times.length === 0 ? html`<p>There is none yet: duties may have any name.</p>` : html`<ul>${times.map((time, place) => row(time, { is_first: place === 0, is_last: place === times.length - 1, is_open: open === time.id || refused?.form === time.id, refused }, frame))}</ul>`}
<details${is_new && html` open`}><summary class="button">Add a duty time</summary>${form(
    frame,
    { action: AT, css_class: 'inside' },
    html`${refusal(is_new ? refused.fault : undefined)}${fields('new', is_new ? refused.fields : {})}<div class="row"><button class="button main">Add</button></div>`,
  )}</details></section>`
}

function row(
  time: DutyTime,
  {
    is_first,
    is_last,
    is_open,
    refused,
  }: { is_first: boolean; is_last: boolean; is_open: boolean; refused: SettingsData['refused'] },
  frame: Frame,
): Html {
  const { id, name, starts_at, ends_at, places, version } = time
  const typed = refused?.form === id ? refused : null
  const hours =
    starts_at === null ? '' : ends_at === null ? `from ${starts_at}` : `${starts_at} to ${ends_at}`
  const facts = [hours, places === null ? 'any number' : counted(places, 'place')].filter(
    (fact) => fact !== '',
  )
  const now = {
    name,
    starts_at: starts_at ?? '',
    ends_at: ends_at ?? '',
    places: places === null ? '' : String(places),
  }
  const move = (direction: 'up' | 'down', words: string) =>
    form(
      frame,
      { action: `${AT}/${id}/move`, hidden: { direction } },
      html`<button class="button">${words}<span class="unseen"> in the list: ${name}</span></button>`,
    )
  return html`<li class="line" id="duty-time-${id}"><details${is_open && html` open`}><summary><strong dir="auto">${name}</strong> <span class="soft number">${facts.join(' · ')}</span></summary>
<div class="inside">${form(
    frame,
    { action: `${AT}/${id}`, css_class: 'inside', hidden: { version } },
    html`${refusal(typed?.fault)}${fields(id, typed?.fields ?? now)}<p class="soft">Another name becomes the name of all its duties, and nobody is told.</p><div class="row"><button class="button main">Save</button></div>`,
  )}<div class="row">${!is_first && move('up', 'Up')}${!is_last && move('down', 'Down')}</div>
<details><summary class="button grave">Delete</summary>${form(
    frame,
    { action: `${AT}/${id}/delete`, css_class: 'inside', hidden: { version } },
    html`<p>${name} is no longer offered. Past duties keep the name; while somebody has it today or later, it cannot be deleted.</p><div class="row"><button class="button grave">Delete ${name}</button></div>`,
  )}</details></div></details></li>`
}

function fields(id: string, values: Readonly<Record<string, string>>): Html {
  const value = (name: string) => values[name] ?? ''
  return html`${input(id, { name: 'name', label: 'Name', value: value('name'), attributes: html` required maxlength="60" dir="auto"`, hint: 'As the messages say it.' })}
<div class="fields">${input(id, { name: 'starts_at', label: 'From', type: 'time', value: value('starts_at') })}${input(id, { name: 'ends_at', label: 'Until', type: 'time', value: value('ends_at') })}
${input(id, { name: 'places', label: 'Places', type: 'number', value: value('places'), attributes: html` min="1" max="10000" inputmode="numeric"`, hint: 'Empty: any number.' })}</div>`
}
