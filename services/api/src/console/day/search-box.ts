import type { Frame } from '../frame/frame.ts'
import { type Content, html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'
import type { DayData } from './load-day.ts'

interface SearchBox {
  /** The id of the part of the page that the search comes back to. */
  readonly card: string
  readonly label: string
  readonly placeholder: string
  readonly query: Readonly<Record<string, string>>
  /** The form that takes the person who is found. */
  readonly action: string
  readonly hidden: Readonly<Record<string, string | number>>
  readonly buttons: Content
  /** This is the box that was searched with. */
  readonly is_open: boolean
}

/** Finds a person by a part of the name, and offers a button for each. Without a script: the page comes back with what was found. */
export function searchBox(box: SearchBox, { data, frame }: { data: DayData; frame: Frame }): Html {
  const { card, label, placeholder, query, is_open } = box
  const words = is_open ? (data.query.search ?? '') : ''
  const fault = is_open ? data.search_fault : null
  return html`<form class="search no-print" method="get" action="/console/days/${data.board.date}#found">
${Object.entries(query).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label class="soft" for="search-${card}">${placeholder}<span class="unseen"> ${label}</span></label>
<input id="search-${card}" type="search" name="search" value="${words}" placeholder="Part of a name" autocomplete="off" dir="auto" required${fault !== null && html` aria-invalid="true" aria-describedby="found"`}>
<button class="button">${icon('search')}Find</button></form>${fault !== null && html`<p class="why" id="found" tabindex="-1">${fault}</p>`}${is_open && found(box, { data, frame })}`
}

function found(
  { action, hidden, buttons }: SearchBox,
  { data, frame }: { data: DayData; frame: Frame },
): Html | false {
  const { found, query } = data
  if (found === null) return false
  if (found.length === 0) {
    return html`<p id="found" tabindex="-1">No name has words that begin with “${query.search}”. <a href="/console/people">People</a> has everybody.</p>`
  }
  return html`<ul class="found" id="found" tabindex="-1" aria-label="Found">${found.map(
    ({
      id,
      full_name,
      phone_number,
    }) => html`<li><span><strong dir="auto">${full_name}</strong> <span class="soft number">${phone_number}</span></span>
${form(frame, { action, hidden: { ...hidden, registration_id: id } }, buttons)}</li>`,
  )}</ul>`
}
