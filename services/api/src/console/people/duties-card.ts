import type { DutyAssignmentItem } from '../../duty-assignments/schemas.ts'
import type { Frame } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { icon } from '../parts/icon.ts'
import { state } from '../parts/state.ts'
import { counted, shortDayName, todayOf } from '../parts/time.ts'

/** The duties to come, the next first; those that are over or cancelled are folded. */
export function dutiesCard(duties: readonly DutyAssignmentItem[], frame: Frame): Html {
  const today = todayOf(frame).toString()
  const is_ahead = ({ status, duty_date }: DutyAssignmentItem) => status === 'assigned' && duty_date >= today
  const ahead = duties.filter(is_ahead).toReversed()
  const others = duties.filter((duty) => !is_ahead(duty))
  return html`<article class="card"><h2>Duties</h2>
${ahead.length > 0 ? table(ahead, 'Duties to come') : html`<p class="soft">No duty is to come.</p>`}
${others.length > 0 && html`<details><summary>${counted(others.length, 'duty', 'duties')} over or cancelled</summary>${table(others, 'Duties over or cancelled')}</details>`}
<a class="button" href="/console/days">${icon('plus')}Assign a duty<span class="unseen"> on the page of its day</span></a></article>`
}

function table(duties: readonly DutyAssignmentItem[], label: string): Html {
  return html`<table class="duties" aria-label="${label}"><thead class="unseen"><tr><th scope="col">Day</th><th scope="col">Duty</th><th scope="col">State</th></tr></thead><tbody>${duties.map(row)}</tbody></table>`
}

function row({ id, duty_date, duty_time, status, allotment, override }: DutyAssignmentItem): Html {
  const day = shortDayName(Temporal.PlainDate.from(duty_date))
  const is_cancelled = status === 'cancelled'
  const link = html`<a href="/console/days/${duty_date}?duty=${id}#duty-${id}">${day}</a>`
  return html`<tr${is_cancelled && html` class="soft"`}><td>${is_cancelled ? html`<s>${day}</s>` : link}</td><td>${is_cancelled ? html`<s>${duty_time}</s>` : duty_time}${override !== null && html`<span class="soft"> · ${override.reason}</span>`}</td><td>${is_cancelled ? state('plain', 'minus', 'Cancelled') : ALLOTMENTS[allotment]}</td></tr>`
}

const ALLOTMENTS: Readonly<Record<DutyAssignmentItem['allotment'], Html>> = {
  waiting: state('wait', 'draft', 'Draft, not told'),
  told_elsewhere: state('plain', 'tick', 'Told elsewhere'),
  published: state('plain', 'messages', 'Message made'),
}
