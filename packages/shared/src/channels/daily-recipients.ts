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

/**
 * The use of the daily limit, and whether it suffices for the reminders of tomorrow's duties, so that a shortage is visible before
 * the evening. A recipient reached yesterday evening no longer counts this evening, so the reminders are compared with the 24 hours
 * that end when they expire.
 */
export async function readDailyRecipients(
  db: Db,
  ctx: {
    readonly limit: number | null
    readonly time_zone: string
    readonly reminder_time: string
    readonly now: Temporal.Instant
  },
): Promise<DailyRecipients> {
  const { limit } = ctx
  const tomorrow = tomorrowOf(ctx.now, ctx.time_zone)
  const counted_from = startOfDay(tomorrow, ctx.time_zone).subtract({ hours: 24 }).toString()
  const due_at = reminderDueAt(tomorrow, ctx).toString()
  const { rows } = await sql<Record<'reached' | 'held' | 'reached_today' | 'needed', number>>`
    select
      recipients_reached_in_a_day('whatsapp', ${limit}::integer, ${ctx.now.toString()}) as reached,
      (select count(*) from deliveries d where d.queue_state = 'held' and d.reason = 'daily_recipients') as held,
      (
        select count(*) from recipients r where r.channel = 'whatsapp' and r.reached_at >= ${counted_from}
      ) as reached_today,
      (
        select count(distinct p.phone_number)
        from duty_assignments a
        join registrations p on p.id = a.registration_id
        left join recipients r on r.channel = 'whatsapp' and r.address = p.phone_number
        where a.duty_date = ${tomorrow.toString()} and a.status = 'assigned' and a.allotment <> 'waiting'
          and (a.allotted_at < ${due_at} or a.allotment = 'told_elsewhere')
          and p.status = 'active' and p.whatsapp_opt_in
          and r.suppressed_at is null and coalesce(r.reached_at, '-infinity') < ${counted_from}
          and not exists (
            select from outbox_duty_assignments e
            join outbox o on o.id = e.outbox_id
            join deliveries d on d.outbox_id = o.id
            where e.duty_assignment_id = a.id and e.version = a.version
              and o.type = 'duty_reminder_tomorrow' and d.channel = 'whatsapp'
              and d.state not in ('pending', 'held') and not (d.withdrawn and d.state in ('failed', 'expired', 'cancelled'))
          )
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

/** The number of reminders that the limit would delay beyond their expiry. */
export function reminderShortage(daily: DailyRecipients): number {
  return Math.max(0, daily.needed_for_reminders - (daily.left_for_reminders ?? Infinity))
}

function leftOf(limit: number | null, reached: number): number | null {
  return limit === null ? null : Math.max(0, limit - reached)
}
