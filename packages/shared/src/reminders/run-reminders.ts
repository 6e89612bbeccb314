import { AppError } from '../errors.ts'
import type { Db, Tx } from '../db/client.ts'
import { inTransaction } from '../db/in-transaction.ts'
import { parseDutyDate } from '../calendar/duty-date.ts'
import { reminderDueAt, startOfDay, tomorrowOf } from '../calendar/duty-day.ts'
import { publish } from '../outbox/publish.ts'
import type { ConfiguredLanguages } from '../templates/languages.ts'
import { composeReminders, type Reminder, type SkipReason } from './compose-reminders.ts'
import { findDutiesOn, lockDutiesOn } from './queries.ts'

export interface ReminderContext {
  readonly db: Db
  /** The time zone of all duties. */
  readonly time_zone: string
  /** `HH:MM` on the day before, in the zone. */
  readonly reminder_time: string
  readonly template_languages: ConfiguredLanguages
  /** The database's clock, so that all replicas agree; tests pass their own. */
  readonly now: () => Promise<Temporal.Instant>
}

export interface ReminderRun {
  /** The duty date. */
  readonly date: string
  readonly dry_run: boolean
  readonly published: readonly { registration_id: string; full_name: string; duty_times: readonly string[] }[]
  readonly skipped: readonly { registration_id: string; full_name: string; reason: SkipReason }[]
}

/**
 * The sweep: once the reminder for tomorrow's duties is due, publishes it for each person who was not told. It computes from
 * rows what is due, so a missed sweep heals itself and two at once send one reminder.
 *
 * @returns undefined before the reminder is due
 */
export async function processReminders(ctx: ReminderContext): Promise<ReminderRun | undefined> {
  const now = await ctx.now()
  const date = tomorrowOf(now, ctx.time_zone)
  const due_at = reminderDueAt(date, ctx)
  if (Temporal.Instant.compare(now, due_at) < 0) return undefined
  return publishFor(ctx, { date, allotted_before: due_at })
}

/**
 * The run by hand: reminds everyone with a duty tomorrow who was not yet told it, whatever the hour.
 *
 * @throws {AppError} `invalid_input` for a date that does not exist; `reminder_date_not_tomorrow` for any other than
 * tomorrow's, as the text would be false, except in a dry run
 */
export async function runReminders(
  ctx: ReminderContext,
  input: { date?: string | undefined; dry_run?: boolean | undefined },
): Promise<ReminderRun> {
  const tomorrow = tomorrowOf(await ctx.now(), ctx.time_zone)
  const date = input.date === undefined ? tomorrow : requireDate(input.date)
  if (input.dry_run) return dryRunFor(ctx, date)
  if (!date.equals(tomorrow)) {
    throw new AppError(
      'reminder_date_not_tomorrow',
      `The reminder says that the duty is tomorrow, which is ${tomorrow.toString()}. Give that date, or ask for a dry run.`,
    )
  }
  return publishFor(ctx, { date })
}

async function publishFor(
  ctx: ReminderContext,
  day: { date: Temporal.PlainDate; allotted_before?: Temporal.Instant },
): Promise<ReminderRun> {
  return inTransaction(ctx.db, async (tx) => {
    const locked = await lockDutiesOn(tx, day.date)
    const { reminders, skipped } = composeReminders(
      await findDutiesOn(tx, day.date, locked),
      day,
      ctx.template_languages,
    )
    const published = await publishReminders(tx, reminders, day.date, ctx.time_zone)
    const published_by_others = reminders.filter((reminder) => !published.has(reminder.event.id))
    return {
      date: day.date.toString(),
      dry_run: false,
      published: reminders.filter((reminder) => published.has(reminder.event.id)).map(told),
      skipped: [
        ...skipped,
        ...published_by_others.map((reminder) => ({ ...who(reminder), reason: 'already_reminded' as const })),
      ],
    }
  })
}

async function dryRunFor(
  { db, template_languages }: ReminderContext,
  date: Temporal.PlainDate,
): Promise<ReminderRun> {
  const { reminders, skipped } = composeReminders(await findDutiesOn(db, date), { date }, template_languages)
  return { date: date.toString(), dry_run: true, published: reminders.map(told), skipped }
}

function publishReminders(
  tx: Tx,
  reminders: readonly Reminder[],
  date: Temporal.PlainDate,
  time_zone: string,
) {
  const expires_at = startOfDay(date, time_zone).toString()
  return publish(
    tx,
    reminders.map((reminder) => ({ ...reminder.event, expires_at })),
  )
}

function requireDate(text: string): Temporal.PlainDate {
  const parsed = parseDutyDate(text)
  if (parsed.ok) return parsed.date
  throw new AppError('invalid_input', parsed.fault, { faults: [{ pointer: '/date', detail: parsed.fault }] })
}

function told(reminder: Reminder) {
  return { ...who(reminder), duty_times: reminder.duty_times }
}

function who({ registration_id, full_name }: Reminder) {
  return { registration_id, full_name }
}
