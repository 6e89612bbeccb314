import { sql } from 'kysely'
import { reminderDueAt, startOfDay, tomorrowOf } from '../calendar/duty-day.ts'
import type { Db } from '../db/client.ts'

export interface DailyRecipients {
  /** Maximum number of WhatsApp recipients in 24 hours; null: no limit. */
  readonly limit: number | null
  /** In the last 24 hours; not counted beyond the limit. */
  readonly reached: number
  readonly left: number | null
  /** Deliveries held because of the limit. */
  readonly held: number
  /** Persons with a reminder for tomorrow to be sent who are not counted yet. */
  readonly needed_for_reminders: number
  /** How many more persons can be reached before tomorrow begins. */
  readonly left_for_reminders: number | null
}

interface DayContext {
  readonly limit: number | null
  readonly time_zone: string
  readonly reminder_time: string
  readonly now: Temporal.Instant
}

/**
 * The use of the daily limit, and whether it suffices for the reminders of tomorrow's duties, so that a shortage is visible before
 * the evening. A recipient reached yesterday evening no longer counts this evening, so the reminders are compared with the 24 hours
 * that end when they expire.
 */
export async function readDailyRecipients(db: Db, ctx: DayContext): Promise<DailyRecipients> {
  const { limit } = ctx
  const { tomorrow, due_at, counted_from } = readDay(ctx)
  const { rows } = await sql<Record<'reached' | 'held' | 'reached_today' | 'needed', number>>`
    select
      recipients_reached_in_a_day('whatsapp', ${limit}::integer, ${ctx.now.toString()}) as reached,
      (
        select count(*) from deliveries d
        where d.queue_state = 'held' and d.reason in ('daily_recipients', 'reserved_for_reminders')
      ) as held,
      (
        select count(*) from recipients r where r.channel = 'whatsapp' and r.reached_at >= ${counted_from}
      ) as reached_today,
      (
        select count(*) from recipients_to_remind(${tomorrow}::date, ${due_at}::timestamptz, ${counted_from}::timestamptz)
      ) as needed`.execute(db)
  const [counts] = rows
  if (!counts) throw new Error('A select without from returns one row.')
  return {
    limit,
    reached: counts.reached,
    left: leftOf(limit, counts.reached),
    held: counts.held,
    needed_for_reminders: counts.needed,
    left_for_reminders: leftOf(limit, counts.reached_today),
  }
}

/** The instants by which tomorrow's reminders are counted: when they are due, and 24 hours before they expire. */
export function readDay({ time_zone, reminder_time, now }: Omit<DayContext, 'limit'>) {
  const tomorrow = tomorrowOf(now, time_zone)
  return {
    tomorrow: tomorrow.toString(),
    due_at: reminderDueAt(tomorrow, { time_zone, reminder_time }).toString(),
    counted_from: startOfDay(tomorrow, time_zone).subtract({ hours: 24 }).toString(),
  }
}

/** The number of reminders that the limit would delay beyond their expiry. */
export function reminderShortage(daily: DailyRecipients): number {
  return Math.max(0, daily.needed_for_reminders - (daily.left_for_reminders ?? Infinity))
}

function leftOf(limit: number | null, reached: number): number | null {
  return limit === null ? null : Math.max(0, limit - reached)
}
