import type { WaitingDuty } from '../../duty-assignments/find-waiting.ts'
import type { Frame, View } from '../frame/frame.ts'
import { html } from '../html.ts'
import { form } from '../parts/form.ts'
import { counted, dayName, shortDayName } from '../parts/time.ts'

interface NotifyData {
  readonly from: string
  readonly to: string
  readonly waiting: readonly WaitingDuty[]
}

/** Who would be told of what, before anything goes. */
export function notifyView({ from, to, waiting }: NotifyData, frame: Frame): View {
  const people = new Set(waiting.map(({ registration_id }) => registration_id)).size
  const back = html`<a class="button" href="/console/roster?from=${from}">Back to the roster</a>`
  const days = [...Map.groupBy(waiting, ({ duty_date }) => duty_date)]
  return {
    title: `Notify ${counted(people, 'person', 'people')}`,
    body: html`<header><h1>${waiting.length === 0 ? 'Nothing waits' : `Notify ${counted(people, 'person', 'people')}`}</h1><p class="soft">Drafts from ${shortDayName(Temporal.PlainDate.from(from))} to ${shortDayName(Temporal.PlainDate.from(to))}. Each person gets one message for each day, with all duties of that day.</p></header>
<div class="row">${
      waiting.length > 0 &&
      form(
        frame,
        { action: '/console/roster/notify', hidden: { duty_date_from: from, duty_date_to: to } },
        html`<button class="button main">Tell them now</button>`,
      )
    }${back}</div>
<section class="grid" aria-label="Drafts">${days.map(
      ([date, duties]) =>
        html`<article class="card"><h2>${dayName(Temporal.PlainDate.from(date))}</h2><ul class="people">${duties.map(({ full_name, duty_time }) => html`<li class="line"><strong dir="auto">${full_name}</strong> <span class="soft">${duty_time}</span></li>`)}</ul></article>`,
    )}</section>`,
  }
}
