import { dutyDateText } from '@dutybell/shared/calendar/duty-date'
import { count, type Digest, type DigestCall } from './digest.ts'

/** The first sentences of the digest, in text and HTML. */
export function summarise({ date, duties, told, free_places, calls }: Digest): string[] {
  return [
    `Tomorrow, ${dutyDateText(date)}, has ${count(duties, 'duty', 'duties')}.`,
    ...(duties === 0 ? [] : [`${told} of ${duties} were told.`]),
    calls.length === 0
      ? 'There is no one to call.'
      : `Please call ${count(calls.length, 'person', 'people')}.`,
    ...(free_places === 0 ? [] : [`${count(free_places, 'place is', 'places are')} free.`]),
  ]
}

export const AFTER_A_CALL = 'Tick each call off with its told-by-phone route, or it is listed again tomorrow.'

export function renderDigestText(digest: Digest): string {
  const { calls, duty_times, free_places } = digest
  const gaps = duty_times.flatMap(({ name, taken, free }) =>
    free === null ? [] : [`- ${name}: ${count(free, 'place', 'places')} free, ${taken}`],
  )
  const sections = [
    summarise(digest).join(' '),
    ...(calls.length === 0
      ? []
      : [['To call:', '', calls.map(renderCall).join('\n\n'), '', AFTER_A_CALL].join('\n')]),
    ...(free_places === 0 ? [] : [['Free places:', '', ...gaps].join('\n')]),
    ...duty_times
      .filter(({ people }) => people.length > 0)
      .map(({ name, taken, people }) =>
        [`${name}: ${taken}`, '', ...people.map((one) => `- ${one.full_name}: ${one.state}`)].join('\n'),
      ),
  ]
  return sections.join('\n\n')
}

function renderCall({ full_name, phone_number, email, why, say, duties_tomorrow }: DigestCall): string {
  const addresses = [phone_number, email].filter((address) => address !== null)
  return [
    [full_name, ...addresses].join(', '),
    `  ${why}`,
    ...say.flatMap(({ words, duty_assignment_id, version }) => [
      `  Say: ${words}`,
      `  Told: POST /v1/duty-assignments/${duty_assignment_id}/told-by-phone {"version": ${version}}`,
    ]),
    ...(duties_tomorrow.length === 0 ? [] : [`  Duties tomorrow: ${duties_tomorrow.join(', ')}.`]),
  ].join('\n')
}
