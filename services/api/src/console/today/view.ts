import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { age, dayName, time, todayOf } from '../parts/time.ts'
import { attention } from './attention.ts'
import { lights } from './lights.ts'
import type { TodayData } from './load-today.ts'
import { sentChart } from './sent-chart.ts'

export function todayView(data: TodayData, frame: Frame): View {
  const tomorrow = todayOf(frame).add({ days: 1 })
  return {
    title: 'Today',
    body: html`<header class="head"><div><h1>Today</h1><p class="soft">${dayName(todayOf(frame))}, ${time(frame.now, frame)} in ${frame.time_zone}</p></div>
${frame.may('assignments') && html`<a class="button" href="/console/days/${tomorrow.toString()}">Tomorrow’s board</a>`}</header>
${attention(data, frame)}${lights(data, frame)}
<section class="grid" aria-label="Figures">${sentChart(data, frame)}<article class="card"><h2>People reached in 24 hours</h2>${reached(data)}<h2>Waiting</h2>${waiting(data, frame)}</article></section>`,
  }
}

function reached({ items }: TodayData): Html {
  const daily = items.find(({ channel }) => channel === 'whatsapp')?.daily ?? null
  if (daily === null || daily.limit === null) {
    return html`<p class="soft"><strong class="number">${daily?.reached ?? 0}</strong> by WhatsApp. META_WA_DAILY_RECIPIENTS sets no limit.</p>`
  }
  const words = `${daily.reached} of ${daily.limit} people`
  const needed = daily.needed_for_reminders
  return html`<p class="soft"><strong class="number">${daily.reached} of ${daily.limit}</strong> that the daily limit of WhatsApp allows${needed > 0 && `; ${needed} are kept for the reminders of tomorrow`}${daily.held > 0 && `; ${daily.held} messages are held by it`}.</p>
<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="${words}"><rect class="all" width="100" height="4"/><rect class="part" width="${Math.min(100, Math.round((100 * daily.reached) / Math.max(1, daily.limit)))}" height="4"/></svg>`
}

function waiting({ items }: TodayData, frame: Frame): Html {
  const sum = (count: (of: TodayData['items'][number]['unfinished']) => number) =>
    items.reduce((total, { unfinished }) => total + count(unfinished), 0)
  const held = items.flatMap(({ unfinished }) => unfinished.held)
  const oldest = items
    .flatMap(({ oldest_due_at }) => (oldest_due_at === null ? [] : [oldest_due_at]))
    .toSorted()[0]
  return html`<dl class="figures"><div><dt>due now</dt><dd>${sum(({ pending, sending }) => pending + sending)}</dd></div><div><dt>later</dt><dd>${sum((of) => of.waiting)}</dd></div>
<div><dt>held</dt><dd>${held.reduce((total, { count }) => total + count, 0)}</dd></div><div><dt>in doubt</dt><dd>${sum(({ in_doubt }) => in_doubt)}</dd></div></dl>
<p class="soft">${oldest === undefined ? 'Nothing is overdue.' : `The oldest has been due for ${age(oldest, frame)}.`}${held.map(({ reason, count }) => ` ${count} held: ${(reason ?? 'no reason').replaceAll('_', ' ')}.`)}</p>`
}
