import { dutyDayText, parseDutyDate } from '@dutybell/shared/calendar/duty-date'
import { isObject } from '@dutybell/shared/json-object'
import type { AuditEntry } from '../../audit/schemas.ts'
import { html, type Html } from '../html.ts'
import { time } from './time.ts'

/** `treasurer moved it at 14:03: Fajar Azaan on 5 December is now Zohr Azaan on 6 December.` */
export function describeEntry(
  { actor, action, at, details }: AuditEntry,
  clock: { readonly now: Temporal.Instant; readonly time_zone: string },
): Html {
  const verb = action.split('.')[1]?.replaceAll('_', ' ') ?? 'changed'
  const [from, to] = [dutyIn(details['from']), dutyIn(details['to'])]
  const what =
    from !== undefined && to !== undefined ? `: ${from} is now ${to}` : from === undefined ? '' : `: ${from}`
  const did = verb === 'told by phone' ? 'ticked it off as told by phone' : `${verb} it`
  return html`<strong>${actor}</strong> ${did} at ${time(at, clock)}${what}.`
}

function dutyIn(value: unknown): string | undefined {
  if (!isObject(value)) return undefined
  const { duty_date, duty_time } = value
  const read = typeof duty_date === 'string' ? parseDutyDate(duty_date) : undefined
  return read?.ok === true ? `${String(duty_time)} on ${dutyDayText(read.date)}` : undefined
}
