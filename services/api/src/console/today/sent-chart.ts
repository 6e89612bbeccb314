import type { Frame } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import type { TodayData } from './load-today.ts'

const HEIGHT = 92
const BAR = { step: 20, width: 14, smallest: 2 }
const LABEL_EVERY_HOURS = 6

/** Messages per hour of the day as bars, with the same figures as a table. */
export function sentChart({ hours, since }: TodayData, { time_zone }: Frame): Html {
  const midnight = Temporal.Instant.from(since).toZonedDateTimeISO(time_zone)
  const length = midnight.hoursInDay
  const label = (hour: number) =>
    midnight.add({ hours: hour }).toPlainTime().toString({ smallestUnit: 'minute' })
  const total = (of: 'sent' | 'delivered' | 'read' | 'failed') => hours.reduce((sum, row) => sum + row[of], 0)
  const top = Math.max(1, ...hours.map(({ sent, failed }) => sent + failed))
  const scaled = (count: number) => (count === 0 ? 0 : Math.max(BAR.smallest, (count / top) * (HEIGHT - 12)))
  const most = hours.toSorted((a, b) => b.sent - a.sent)[0]
  const words = `Messages sent per hour today: ${total('sent')}${most === undefined || most.sent === 0 ? '' : `, most at ${label(most.hour)} (${most.sent})`}, ${total('failed')} failed`
  const bars = hours.map(({ hour, sent, failed }) => {
    const [good, bad] = [scaled(sent), scaled(failed)]
    const x = hour * BAR.step + (BAR.step - BAR.width) / 2
    return html`${sent > 0 && html`<rect class="bar" x="${x}" width="${BAR.width}" y="${HEIGHT - good}" height="${good}" rx="2"/>`}${failed > 0 && html`<rect class="bar failed" x="${x}" width="${BAR.width}" y="${HEIGHT - good - bad}" height="${bad}" rx="2"/>`}`
  })
  const labels = Array.from(
    { length: Math.ceil(length / LABEL_EVERY_HOURS) },
    (_, part) => part * LABEL_EVERY_HOURS,
  )
  return html`<article class="card"><h2>Sent today</h2><svg class="chart" viewBox="0 0 ${length * BAR.step} 112" role="img" aria-label="${words}"><line class="base" x1="0" x2="${length * BAR.step}" y1="${HEIGHT}" y2="${HEIGHT}"/>${bars}${labels.map((hour) => html`<text x="${hour * BAR.step}" y="106">${label(hour)}</text>`)}</svg>
<dl class="figures">${(['sent', 'delivered', 'read', 'failed'] as const).map((of) => html`<div><dt>${of}</dt><dd>${total(of)}</dd></div>`)}</dl>
${hours.length > 0 && html`<details><summary>As a table</summary><table><thead><tr><th scope="col">Hour</th><th scope="col">Sent</th><th scope="col">Delivered</th><th scope="col">Read</th><th scope="col">Failed</th></tr></thead><tbody>${hours.map((row) => html`<tr><th scope="row">${label(row.hour)}</th><td>${row.sent}</td><td>${row.delivered}</td><td>${row.read}</td><td>${row.failed}</td></tr>`)}</tbody></table></details>`}</article>`
}
