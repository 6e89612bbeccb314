import { dutyDayText } from '@dutybell/shared/calendar/duty-date'
import { html, type Html } from '../html.ts'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const ABBREVIATED = 3
const MINUTE_S = 60
const HOUR_S = 3_600
const DAY_S = 86_400

export type Clock = { readonly now: Temporal.Instant; readonly time_zone: string }

function weekdayOf(date: Temporal.PlainDate): string {
  return WEEKDAYS[date.dayOfWeek - 1] ?? ''
}

/** `Saturday 6 December` */
export function dayName(date: Temporal.PlainDate): string {
  return `${weekdayOf(date)} ${dutyDayText(date)}`
}

/** `Sat 6 December` */
export function shortDayName(date: Temporal.PlainDate): string {
  return `${weekdayOf(date).slice(0, ABBREVIATED)} ${dutyDayText(date)}`
}

export function todayOf({ now, time_zone }: Clock): Temporal.PlainDate {
  return now.toZonedDateTimeISO(time_zone).toPlainDate()
}

/** `18:02`, with the day where it is not today. */
export function time(at: string | Temporal.Instant, clock: Clock): Html {
  const zoned = Temporal.Instant.from(at).toZonedDateTimeISO(clock.time_zone)
  const day = zoned.toPlainDate()
  const of_day = zoned.toPlainTime().toString({ smallestUnit: 'minute' })
  const text = day.equals(todayOf(clock)) ? of_day : `${shortDayName(day)}, ${of_day}`
  return html`<time class="number" datetime="${String(at)}">${text}</time>`
}

/** `18:00:02`, with the day where the step before was on another, or none was. */
export function stepTime(at: string, { time_zone }: Clock, before: string | undefined): Html {
  const zoned = (instant: string) => Temporal.Instant.from(instant).toZonedDateTimeISO(time_zone)
  const [day, day_before] = [at, before].map((instant) => instant && zoned(instant).toPlainDate())
  const is_same = day && day_before && day.equals(day_before)
  const of_day = zoned(at).toPlainTime().toString({ smallestUnit: 'second' })
  return html`<time datetime="${at}">${is_same === true ? of_day : `${shortDayName(zoned(at).toPlainDate())}, ${of_day}`}</time>`
}

/** `4 s`, `11 minutes`, `3 hours`, `2 days` */
export function age(at: string | Temporal.Instant, { now }: Clock): string {
  const seconds = Math.max(0, Math.round(now.since(Temporal.Instant.from(at)).total('seconds')))
  if (seconds < MINUTE_S) return `${seconds} s`
  if (seconds < HOUR_S) return counted(Math.floor(seconds / MINUTE_S), 'minute')
  if (seconds < DAY_S) return counted(Math.floor(seconds / HOUR_S), 'hour')
  return counted(Math.floor(seconds / DAY_S), 'day')
}

/** `1 person`, `2 people` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
