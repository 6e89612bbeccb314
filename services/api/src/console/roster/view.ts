import type { Static } from 'typebox'
import type { Days } from '../../days/schemas.ts'
import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { icon } from '../parts/icon.ts'
import { state } from '../parts/state.ts'
import { counted, dayName, shortDayName, todayOf } from '../parts/time.ts'

export interface RosterData {
  readonly from: string
  readonly to: string
  readonly days: Static<typeof Days>['items']
}

type Cell = RosterData['days'][number]['duty_times'][number]

const STEP = { days: 14 }
const SOON_DAYS = 2 // gaps have a colour then, and a duty without anybody is grave

/** Two weeks: a row per day, a column per duty time; on a phone each day is a card, and the roles keep it a table. */
export function rosterView({ from, to, days }: RosterData, frame: Frame): View {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)]
  const names = [...new Set(days.flatMap(({ duty_times }) => duty_times.map(({ name }) => name)))]
  const cells = days.flatMap(({ duty_times }) => duty_times)
  const drafts = cells.reduce((sum, { waiting }) => sum + waiting, 0)
  const gaps = cells.reduce((sum, cell) => sum + freeOf(cell), 0)
  return {
    title: `Roster from ${shortDayName(first)}`,
    body: html`<header class="pager"><a class="button" href="${link(first.subtract(STEP))}">${icon('left')}<span class="of-arrow">Earlier</span></a><div><h1>Roster</h1><p class="soft">${shortDayName(first)} to ${shortDayName(last)} · ${gaps === 0 ? 'no free places' : counted(gaps, 'free place')}${drafts > 0 && ` · ${counted(drafts, 'draft')}`}</p></div><a class="button" href="${link(first.add(STEP))}"><span class="of-arrow">Later</span>${icon('right')}</a></header>
${drafts > 0 && html`<section class="card attention" aria-label="Drafts"><div class="head"><p>${counted(drafts, 'duty is a draft', 'duties are drafts')}: nobody was told of ${drafts === 1 ? 'it' : 'them'} yet.</p><a class="button main" href="/console/roster/notify?from=${from}">Notify ${drafts}</a></div></section>`}
${names.length === 0 && html`<p>There are no duty times yet: make them under <a href="/console/settings">Settings</a>.</p>`}
<table class="roster" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Day</th>${names.map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}</tr></thead><tbody role="rowgroup">${days.map((day) => row(day, names, frame))}</tbody></table>`,
  }
}

function row({ date, duty_times }: RosterData['days'][number], names: readonly string[], frame: Frame): Html {
  const day = Temporal.PlainDate.from(date)
  const away = todayOf(frame).until(day).days
  const is_soon = away >= 0 && away <= SOON_DAYS
  return html`<tr role="row"${away === 0 && html` class="today"`}><th scope="row" role="rowheader"><a href="/console/days/${date}">${shortDayName(day)}</a>${away === 0 && ' · today'}</th>${names.map(
    (name) => {
      const place = duty_times.findIndex((of) => of.name === name)
      const cell = duty_times[place]
      if (cell === undefined) return html`<td role="cell" class="none"></td>`
      return html`<td role="cell"><a href="/console/days/${date}#duty-time-${place}"><span class="of">${name}</span><span class="unseen"> on ${dayName(day)}: </span>${mark(cell, is_soon)}</a></td>`
    },
  )}</tr>`
}

function mark(cell: Cell, is_soon: boolean): Html {
  const free = freeOf(cell)
  const { taken, places, waiting } = cell
  const count = places === null ? `${taken}` : `${taken} of ${places}`
  if (free === 0)
    return html`${places === null ? state('plain', 'people', count) : state('good', 'tick', count)}${drafts(waiting)}`
  const gap = is_soon
    ? taken === 0
      ? state('bad', 'cross', count)
      : state('wait', 'minus', count)
    : state('plain', 'minus', count)
  return html`${gap}${drafts(waiting)}`
}

function drafts(waiting: number): Html {
  return html`${waiting > 0 && state('wait', 'draft', counted(waiting, 'draft'))}`
}

function freeOf({ places, taken }: Cell): number {
  return places === null ? 0 : Math.max(0, places - taken)
}

function link(date: Temporal.PlainDate): string {
  return `/console/roster?from=${date.toString()}`
}
