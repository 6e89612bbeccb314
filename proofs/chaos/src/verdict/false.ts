import { dutyDateText } from '@dutybell/shared/calendar/duty-date'
import { isTemplateName, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import type { Taken } from '../provider/ledger.ts'
import type { DeliveryRow } from './evidence.ts'

/** No claim after the duty was moved or cancelled, no message about a duty without it, no "tomorrow" for another day. */
export function findFalse(
  deliveries: readonly DeliveryRow[],
  taken: readonly Taken[],
  tomorrow: Temporal.PlainDate,
): readonly string[] {
  const arrived = new Set(taken.map((message) => message.delivery_id))
  return deliveries.flatMap(({ id, template, parameters, attempts, duties }) => {
    const late = duties.flatMap(({ id: duty, version, superseded_ms }) =>
      attempts
        .filter(({ started_ms }) => superseded_ms !== null && started_ms > superseded_ms)
        .map(
          ({ number }) =>
            `${id} attempt ${number} speaks of duty ${duty} version ${version}, changed before its claim`,
        ),
    )
    const speaks_of_duty = isTemplateName(template) && TEMPLATES[template].speaks_of_duty
    if (speaks_of_duty && duties.length === 0) late.push(`${id} speaks of a duty and names none`)
    const wrongDay =
      template === 'duty_reminder_tomorrow' && arrived.has(id) && parameters[1] !== dutyDateText(tomorrow)
    return wrongDay ? [...late, `${id} says that ${parameters[1]} is tomorrow`] : late
  })
}
