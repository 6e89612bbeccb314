import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { contactLinks } from '../parts/contact.ts'
import { form } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'
import { counted, dayName } from '../parts/time.ts'
import type { DayData } from './load-day.ts'

type Call = DayData['board']['to_call'][number]

const REASONS: Readonly<Record<Call['reason'], string>> = {
  owed_correction: 'Was told of a duty that has changed since; no correction has certainly reached them.',
  number_changed: 'WhatsApp says that the number changed, and nobody has decided about it yet.',
  waiting: 'This duty is still a draft: no message went.',
  no_channel: 'Has neither WhatsApp nor an e-mail address.',
  suppressed: 'Stopped messages.',
  not_reached: 'A message went over an hour ago, and nothing says that it arrived.',
}

/** More calls than this stand on the page of their own. */
const MAX_SHOWN = 10

/** Whom to call, with what to say before the number; nothing where nobody needs a call. */
export function callList({ board }: DayData, frame: Frame): Html {
  const calls = board.to_call
  if (calls.length === 0) return html``
  const all = `/console/days/${board.date}/calls`
  return html`<section class="card attention" id="calls" aria-labelledby="calls-title"><div class="head"><h2 id="calls-title">Call ${counted(calls.length, 'person', 'people')}</h2><a class="button no-print" href="${all}">${icon('print')}To print</a></div>
<ul class="people calls">${calls.slice(0, MAX_SHOWN).map((call) => callEntry(call, { date: board.date, from: 'day' }, frame))}</ul>
${calls.length > MAX_SHOWN && html`<a class="button" href="${all}">The other ${calls.length - MAX_SHOWN}</a>`}</section>`
}

/** The page that a tick comes back to. */
interface Place {
  readonly date: string
  readonly from: 'day' | 'calls'
}

function callEntry(call: Call, place: Place, frame: Frame): Html {
  return html`<li class="call"><div class="head"><span><span class="tick-box" aria-hidden="true">☐ </span><span class="name" dir="auto">${call.full_name}</span></span><span class="number soft">${call.phone_number}</span></div>
<blockquote class="say">${sentence(call.say)}</blockquote><p class="soft">${REASONS[call.reason]}</p>
<div class="row no-print">${contactLinks({ ...call, whatsapp_opt_in: call.reason !== 'no_channel' }, 'button main')}${tick(call, place, frame)}</div></li>`
}

function tick({ duty_assignment_id, version, full_name }: Call, { date, from }: Place, frame: Frame): Html {
  const action = `/console/days/${date}/duties/${duty_assignment_id}/told`
  return form(
    frame,
    { action, hidden: { version, from } },
    html`<button class="button">${icon('tick')}Told<span class="unseen"> ${full_name}</span></button>`,
  )
}

/** The list for paper: a line each, with a box to tick. */
export function callsView({ board }: DayData, frame: Frame): View {
  const date = Temporal.PlainDate.from(board.date)
  const back = `/console/days/${board.date}`
  return {
    title: `Calls for ${dayName(date)}`,
    body: html`<header class="head"><div><h1>Calls for ${dayName(date)}</h1><p class="soft">${counted(board.to_call.length, 'person', 'people')}${board.to_call.length > 0 && html`<span class="no-print">. Print this page from the menu of the browser.</span>`}</p></div><a class="button no-print" href="${back}">${icon('left')}The day</a></header>
${board.to_call.length === 0 ? html`<p class="empty">No call is needed for this day.</p>` : html`<ul class="card people calls">${board.to_call.map((call) => callEntry(call, { date: board.date, from: 'calls' }, frame))}</ul>`}`,
  }
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
