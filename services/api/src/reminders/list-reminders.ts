import { reminderDueAt, tomorrowOf } from '@dutybell/shared/calendar/duty-day'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import { composeReminders, type Reminder } from '@dutybell/shared/reminders/compose-reminders'
import { findDutiesOn } from '@dutybell/shared/reminders/queries'
import type { ReminderContext } from '@dutybell/shared/reminders/run-reminders'
import { findPeopleOfDay, type PersonOfDay, type ReminderState } from './queries.ts'

export const SILENCES = ['draft', 'no_channel', 'suppressed', 'number_changed', 'assigned_after_due'] as const

/** Why a person gets no reminder, or not on one of the channels. */
export type Silence = (typeof SILENCES)[number]

export interface ListedReminder {
  readonly registration_id: string
  readonly full_name: string
  readonly duty_times: readonly string[]
  /** `goes`: with the next sweep after it is due. `told`: it was published. */
  readonly fate: 'goes' | 'told' | 'silent'
  /** On which the next sweep sends it. */
  readonly channels: readonly Channel[]
  readonly silence: Silence | null
  readonly whatsapp: ReminderState | null
  readonly email: ReminderState | null
}

export interface RemindersOfTomorrow {
  /** The duty date. */
  readonly date: string
  readonly due_at: string
  readonly items: readonly ListedReminder[]
  /** How many people a run by hand would remind now. */
  readonly by_hand: number
}

/** Everybody with a duty tomorrow: what the sweep sends, what was sent, and why some get nothing. */
export async function listReminders(ctx: ReminderContext): Promise<RemindersOfTomorrow> {
  const date = tomorrowOf(await ctx.now(), ctx.time_zone)
  const due_at = reminderDueAt(date, ctx)
  const duties = await findDutiesOn(ctx.db, date)
  const people = await findPeopleOfDay(ctx.db, date)
  const swept = composeReminders(duties, { date, allotted_before: due_at }, ctx.template_languages)
  const by_hand = composeReminders(duties, { date }, ctx.template_languages).reminders
  const going = Map.groupBy(swept.reminders, ({ registration_id }) => registration_id)
  const skipped = new Map(swept.skipped.map(({ registration_id, reason }) => [registration_id, reason]))
  return {
    date: date.toString(),
    due_at: due_at.toString(),
    items: people.map((person) =>
      describe(person, going.get(person.registration_id) ?? [], skipped.get(person.registration_id)),
    ),
    by_hand: new Set(by_hand.map(({ registration_id }) => registration_id)).size,
  }
}

function describe(
  person: PersonOfDay,
  reminders: readonly Reminder[],
  skipped: ReturnType<typeof composeReminders>['skipped'][number]['reason'] | undefined,
): ListedReminder {
  const { registration_id, full_name, duty_times, drafts, whatsapp, email } = person
  const wanted = new Set(reminders.flatMap(({ event }) => channelsOf(event)))
  const blocked = [...wanted].flatMap((channel) => blockOf(person, channel) ?? [])
  const channels = [...wanted].filter((channel) => blockOf(person, channel) === undefined)
  // A run by hand also reminds those whose duty was made late.
  const told = skipped === 'already_reminded' || (wanted.size === 0 && (whatsapp ?? email) !== null)
  const late = skipped === 'assigned_after_due' && !told ? skipped : undefined
  const reason = skipped === 'unreachable' ? 'no_channel' : late
  const fate = channels.length > 0 ? 'goes' : told ? 'told' : 'silent'
  return {
    registration_id,
    full_name,
    duty_times: duty_times.length > 0 ? duty_times : drafts,
    fate,
    channels,
    silence: blocked[0] ?? reason ?? (drafts.length > 0 ? 'draft' : null),
    whatsapp,
    email,
  }
}

function channelsOf({ phone_number, email }: Reminder['event']): Channel[] {
  return [
    ...(phone_number === null ? [] : (['whatsapp'] as const)),
    ...(email === null ? [] : (['email'] as const)),
  ]
}

function blockOf(person: PersonOfDay, channel: Channel): Silence | undefined {
  if (channel === 'email') return person.refuses_email ? 'suppressed' : undefined
  if (person.is_number_changed) return 'number_changed'
  return person.refuses_whatsapp ? 'suppressed' : undefined
}
