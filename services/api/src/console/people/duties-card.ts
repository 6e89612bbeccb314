import type { DutyAssignmentItem } from '../../duty-assignments/schemas.ts'
import type { Frame } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { marksOf } from '../day/person-row.ts'
import { icon } from '../parts/icon.ts'
import { state } from '../parts/state.ts'
import type { PersonData } from './load-person.ts'
import { counted, shortDayName, todayOf } from '../parts/time.ts'

/** The duties to come, the next first; those that are over or cancelled are folded. */
export function dutiesCard(
  { person, duties, told }: Pick<PersonData, 'person' | 'duties' | 'told'>,
  frame: Frame,
): Html {
  const today = todayOf(frame).toString()
  const is_ahead = ({ status, duty_date }: DutyAssignmentItem) => status === 'assigned' && duty_date >= today
  const all = duties ?? []
  const ahead = all.filter(is_ahead).toReversed()
  const others = all.filter((duty) => !is_ahead(duty))
  const marks = new Map(told.map((duty) => [duty.duty_assignment_id, marksOf(duty)]))
  return html`<article class="card"><h2>Duties</h2>
${ahead.length > 0 ? list(ahead, 'Duties to come', marks) : html`<p class="soft">No duty is to come.</p>`}
${others.length > 0 && html`<details><summary>${counted(others.length, 'duty', 'duties')} over or cancelled</summary>${list(others, 'Duties over or cancelled')}</details>`}
<a class="button" href="/console/people/${person.id}/assign">${icon('plus')}Assign a duty</a></article>`
}

function list(
  duties: readonly DutyAssignmentItem[],
  label: string,
  marks: ReadonlyMap<string, Html> = new Map(),
): Html {
  return html`<ul aria-label="${label}">${duties.map((duty) => item(duty, marks.get(duty.id)))}</ul>`
}

function item(
  { id, duty_date, duty_time, status, allotment, override }: DutyAssignmentItem,
  marks: Html | undefined,
): Html {
  const day = shortDayName(Temporal.PlainDate.from(duty_date))
  if (status === 'cancelled') {
    return html`<li class="line head soft"><span><s>${day} · ${duty_time}</s></span>${state('plain', 'minus', 'Cancelled')}</li>`
  }
  return html`<li class="line head"><span><a href="/console/days/${duty_date}?duty=${id}#duty-${id}">${day}</a> · ${duty_time}${override !== null && html`<span class="soft"> · ${override.reason}</span>`}</span>${marks === undefined ? ALLOTMENTS[allotment] : html`<span class="marks">${marks}</span>`}</li>`
}

const ALLOTMENTS: Readonly<Record<DutyAssignmentItem['allotment'], Html>> = {
  waiting: state('wait', 'draft', 'Draft, not told'),
  told_elsewhere: state('plain', 'tick', 'Told elsewhere'),
  published: state('plain', 'messages', 'Message made'),
}
