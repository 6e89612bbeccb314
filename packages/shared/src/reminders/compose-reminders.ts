import { createHash } from 'node:crypto'
import type { Channel } from '../db/vocabulary.ts'
import { newEventIds, type OutboxEvent } from '../outbox/publish.ts'
import { eventKey } from '../templates/catalogue.ts'
import { type ConfiguredLanguages, dateIn, languageFor, moreOf } from '../templates/languages.ts'
import { shortenLabels } from '../templates/shorten-labels.ts'
import type { DutyToTell } from './queries.ts'

export type SkipReason = 'already_reminded' | 'unreachable' | 'assigned_after_due'

export interface Reminder {
  readonly registration_id: string
  readonly full_name: string
  readonly duty_times: readonly string[]
  readonly event: Omit<OutboxEvent, 'expires_at'>
}

interface Composed {
  readonly reminders: readonly Reminder[]
  readonly skipped: readonly { registration_id: string; full_name: string; reason: SkipReason }[]
}

/**
 * One reminder per person: all duties of the day that were not told are one message. Where part of it was told on one
 * channel only, each channel gets what it lacks.
 */
export function composeReminders(
  duties: readonly DutyToTell[],
  day: { date: Temporal.PlainDate; allotted_before?: Temporal.Instant },
  languages: ConfiguredLanguages,
): Composed {
  const reminders: Reminder[] = []
  const skipped: Composed['skipped'][number][] = []
  for (const [person, ofPerson] of byPerson(duties)) {
    const { registration_id, full_name } = person
    const due = ofPerson.filter((duty) => isDue(duty, day.allotted_before))
    const untold = byWhatIsUntold(due, channelsOf(person))
    for (const { channels, duties } of untold) {
      const duty_times = duties.map((duty) => duty.duty_time)
      reminders.push({
        registration_id,
        full_name,
        duty_times,
        event: toEvent(person, duties, channels, day.date, languages),
      })
    }
    if (untold.length === 0) {
      const reason =
        due.length === 0
          ? 'assigned_after_due'
          : channelsOf(person).length === 0
            ? 'unreachable'
            : 'already_reminded'
      skipped.push({ registration_id, full_name, reason })
    }
  }
  return { reminders, skipped }
}

function byPerson(duties: readonly DutyToTell[]): [DutyToTell, DutyToTell[]][] {
  const groups = Map.groupBy(duties, (duty) => duty.registration_id)
  return [...groups.values()].flatMap((group): [DutyToTell, DutyToTell[]][] =>
    group[0] ? [[group[0], group]] : [],
  )
}

function channelsOf(person: DutyToTell): Channel[] {
  return [
    ...(person.whatsapp_opt_in ? ['whatsapp' as const] : []),
    ...(person.email ? ['email' as const] : []),
  ]
}

function byWhatIsUntold(duties: readonly DutyToTell[], channels: readonly Channel[]) {
  const groups = Map.groupBy(channels, (channel) => idsOf(untoldOn(duties, channel)))
  return [...groups.values()].flatMap((channels) => {
    const untold = channels[0] ? untoldOn(duties, channels[0]) : []
    return untold.length > 0 ? [{ channels, duties: untold }] : []
  })
}

function untoldOn(duties: readonly DutyToTell[], channel: Channel) {
  return duties.filter((duty) => !duty.told_on.includes(channel))
}

function toEvent(
  person: DutyToTell,
  duties: readonly DutyToTell[],
  channels: readonly Channel[],
  date: Temporal.PlainDate,
  languages: ConfiguredLanguages,
): Omit<OutboxEvent, 'expires_at'> {
  // A duty that was told on one channel, or withdrawn, may be told again: the key counts the publications.
  const telling = duties.map((duty) => `${duty.id}:${duty.version}:${duty.published}`).toSorted()
  const language = languageFor(person.language, languages)
  const others = [person.full_name, dateIn(date, language, languages[0])]
  const labels = duties.map((duty) => duty.duty_time)
  const shortened = shortenLabels(labels, others, moreOf(language, languages[0]))
  const told = createHash('sha256').update(telling.join(',')).digest('hex').slice(0, 16)
  return {
    ...newEventIds(),
    aggregatetype: 'registration',
    aggregateid: person.registration_id,
    type: 'duty_reminder_tomorrow',
    dedupe_key: eventKey('duty_reminder_tomorrow', person.registration_id, date.toString(), told),
    registration_id: person.registration_id,
    language,
    parameters: [...others, labels.join(', ')],
    whatsapp_parameters: shortened === null ? null : [...others, shortened],
    phone_number: channels.includes('whatsapp') ? person.phone_number : null,
    email: channels.includes('email') ? person.email : null,
    duty_assignments: duties.map(({ id, version }) => ({ id, version })),
    traceparent: null,
  }
}

function idsOf(duties: readonly DutyToTell[]): string {
  return duties
    .map((duty) => `${duty.id}:${duty.version}`)
    .toSorted()
    .join(',')
}

/** A duty allotted after its reminder was due has just been told, except one that this system sent no allotment of. */
function isDue(
  { allotment, allotted_at }: DutyToTell,
  allotted_before: Temporal.Instant | undefined,
): boolean {
  if (allotted_before === undefined || allotment === 'told_elsewhere') return true
  return Temporal.Instant.compare(allotted_at, allotted_before) < 0
}
