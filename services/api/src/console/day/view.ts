import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { icon } from '../parts/icon.ts'
import { counted, dayName, shortDayName, time, todayOf } from '../parts/time.ts'
import { callList } from './calls-view.ts'
import type { DayData } from './load-day.ts'
import { personRow } from './person-row.ts'
import { searchBox } from './search-box.ts'

/** More people of a duty are folded; the ones who were not reached come first. */
const MAX_OPEN = 12

type DutyTime = DayData['board']['duty_times'][number]

export function dayView(data: DayData, frame: Frame): View {
  const date = Temporal.PlainDate.from(data.board.date)
  return {
    title: titleOf(data, dayName(date)),
    body: html`${dayPager(date, data.board, frame)}${callList(data, frame)}
<section class="grid" id="duties" aria-label="Duties">${data.board.duty_times.map((duty, place) => dutyCard(duty, `duty-time-${place}`, { data, frame }))}
${data.board.duty_times.length === 0 && html`<article class="card"><h2>No duty times yet</h2><p>Make them under <a href="/console/settings">Settings</a>.</p></article>`}</section>`,
  }
}

/** With what was just asked for, which a screen reader says first. */
function titleOf({ query, board, found, search_fault, refused_move }: DayData, day: string): string {
  if (refused_move !== null) return `Not moved: ${day}`
  if (search_fault !== null) return `Not searched: ${day}`
  if (found !== null) return `“${query.search}”, ${counted(found.length, 'person', 'people')} found: ${day}`
  const open = board.duty_times
    .flatMap(({ assignments }) => assignments)
    .find(({ duty_assignment_id: id }) => id === query.duty || id === query.hand_over)
  return open === undefined ? day : `${open.full_name}: ${day}`
}

function dayPager(
  date: Temporal.PlainDate,
  { reminder_due_at: due_at, to_call }: DayData['board'],
  frame: Frame,
): Html {
  const [before, after] = [date.subtract({ days: 1 }), date.add({ days: 1 })]
  const away = todayOf(frame).until(date).days
  const when =
    away === 0
      ? 'Today'
      : away === 1
        ? 'Tomorrow'
        : away > 0
          ? `In ${counted(away, 'day')}`
          : `${counted(-away, 'day')} ago`
  const verb = Temporal.Instant.compare(Temporal.Instant.from(due_at), frame.now) > 0 ? 'are due' : 'were due'
  return html`<header class="pager"${to_call.length === 0 && html` id="calls"`}><a class="button" href="${link(before)}">${icon('left')}${dayOfArrow(before)}</a>
<div><h1>${dayName(date)}</h1><p class="soft">${when} · reminders ${verb} ${time(due_at, frame)}</p></div>
<a class="button" href="${link(after)}">${dayOfArrow(after)}${icon('right')}</a>
<form class="go-to no-print" method="get" action="/console/days"><label class="unseen" for="go-to">Another day</label><input id="go-to" type="date" name="date" value="${date.toString()}" required><button class="button">Go</button></form></header>`
}

function dutyCard(duty: DutyTime, card: string, { data, frame }: { data: DayData; frame: Frame }): Html {
  const { query, board } = data
  const hours = data.hours[duty.name]
  const rows = duty.assignments.toSorted((a, b) => Number(a.reached === 'yes') - Number(b.reached === 'yes'))
  const [shown, folded] = [rows.slice(0, MAX_OPEN), rows.slice(MAX_OPEN)]
  const row = (assignment: DutyTime['assignments'][number]) => personRow(assignment, { data, frame })
  const assignBox = () =>
    searchBox(
      {
        card,
        label: `Assign somebody to ${duty.name}`,
        placeholder: emptyWords(duty),
        action: `/console/days/${board.date}/assign`,
        query: { assign: duty.name },
        hidden: { duty_time: duty.name, card },
        is_open: query.assign === duty.name,
        buttons: html`<button class="button main" name="notify" value="now">Assign</button><button class="button" name="notify" value="later">As a draft</button>`,
      },
      { data, frame },
    )
  const is_open = folded.some(({ duty_assignment_id: id }) => id === query.duty || id === query.hand_over)
  return html`<article class="card" id="${card}"><div class="head"><div><h2>${duty.name}</h2>
${hours?.starts_at !== null && hours?.starts_at !== undefined && html`<p class="soft number">${hours.starts_at}${hours.ends_at !== null && ` – ${hours.ends_at}`}</p>`}</div>${places(duty)}</div>
${shown.length > 0 && html`<ul class="people">${shown.map(row)}</ul>`}
${folded.length > 0 && html`<details${is_open && html` open`}><summary class="button">${folded.length} more</summary><ul class="people">${folded.map(row)}</ul></details>`}
${isFull(duty) && query.assign !== duty.name ? html`<details class="no-print"><summary class="button">Full: assign one more<span class="unseen"> to ${duty.name}</span></summary>${assignBox()}</details>` : assignBox()}</article>`
}

/** Dots for few places, always with the number. */
function places({ places, assignments }: DutyTime): Html {
  const taken = assignments.length
  if (places === null) return html`<span class="soft number">${counted(taken, 'person', 'people')}</span>`
  const waiting = assignments.filter(({ allotment }) => allotment === 'waiting').length
  const dots = Array.from({ length: Math.max(places, taken) }, (_, place) =>
    place >= taken ? '' : place >= taken - waiting ? 'waiting' : 'taken',
  )
  const is_few = dots.length <= MAX_OPEN
  return html`<span class="row soft number">${is_few && html`<span class="places" aria-hidden="true">${dots.map((kind) => html`<i class="${kind}"></i>`)}</span>`}${taken} of ${places}</span>`
}

function isFull({ places, assignments }: DutyTime): boolean {
  return places !== null && assignments.length >= places
}

function emptyWords({ places, assignments }: DutyTime): string {
  const free = places === null ? null : places - assignments.length
  if (free === null) return 'Add a person'
  return free > 0 ? (free === 1 ? 'One place is free' : `${free} places are free`) : 'Full'
}

/** `Fri` beside the arrow where there is room; its whole name for screen readers. */
function dayOfArrow(day: Temporal.PlainDate): Html {
  return html`<span class="of-arrow">${shortDayName(day).slice(0, 3)}</span><span class="unseen"> ${dayName(day)}</span>`
}

function link(to: Temporal.PlainDate): string {
  return `/console/days/${to.toString()}`
}
