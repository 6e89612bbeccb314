/** The civil day of a duty, in the zone of every duty. No instant is found by adding hours: days have 23 to 25, and some do not exist. */

export interface ReminderClock {
  /** An IANA name, such as `Asia/Kolkata`. */
  readonly time_zone: string
  /** `HH:MM`, local, on the day before the duty. */
  readonly reminder_time: string
}

/** Midnight, or the first moment of the day where midnight is skipped. */
export function startOfDay(date: Temporal.PlainDate, time_zone: string): Temporal.Instant {
  return date.toZonedDateTime(time_zone).toInstant()
}

/** The start of the next day that exists. */
export function endOfDay(date: Temporal.PlainDate, time_zone: string): Temporal.Instant {
  return startOfDay(date.add({ days: 1 }), time_zone)
}

/** The day after today that exists: where a zone crosses the date line, that is not today plus one. */
export function tomorrowOf(now: Temporal.Instant, time_zone: string): Temporal.PlainDate {
  const today = now.toZonedDateTimeISO(time_zone).toPlainDate()
  return endOfDay(today, time_zone).toZonedDateTimeISO(time_zone).toPlainDate()
}

/** On the day before, always earlier than `startOfDay` of the duty, at which the reminder expires. */
export function reminderDueAt(duty_date: Temporal.PlainDate, clock: ReminderClock): Temporal.Instant {
  const expires_at = startOfDay(duty_date, clock.time_zone)
  const eve = expires_at.subtract({ nanoseconds: 1 }).toZonedDateTimeISO(clock.time_zone).toPlainDate()
  const local = eve.toPlainDateTime(clock.reminder_time)
  const due_at = local.toZonedDateTime(clock.time_zone).toInstant()
  if (Temporal.Instant.compare(due_at, expires_at) < 0) return due_at
  // The clocks skip the last hour of the eve, and the skipped time was read as one of the duty's own day.
  return local.toZonedDateTime(clock.time_zone, { disambiguation: 'earlier' }).toInstant()
}

const LATEST_DIGEST_TIME = '23:30' // two runs of the quarter-hourly job are left before midnight

/** On the day before: an hour after the reminder is due, at the latest at 23:30. */
export function digestDueAt(duty_date: Temporal.PlainDate, clock: ReminderClock): Temporal.Instant {
  const hour_later = reminderDueAt(duty_date, clock).add({ hours: 1 })
  const latest = reminderDueAt(duty_date, { ...clock, reminder_time: LATEST_DIGEST_TIME })
  return Temporal.Instant.compare(hour_later, latest) < 0 ? hour_later : latest
}
