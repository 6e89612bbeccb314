import { type ReminderClock, reminderDueAt, startOfDay, tomorrowOf } from '@dutybell/shared/calendar/duty-day'
import { type ChannelRow, findChannels } from '@dutybell/shared/channels/find-channels'
import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'

export interface FiguresContext extends ReminderClock {
  readonly db: Db
  /** The database's clock. */
  readonly now: () => Promise<Temporal.Instant>
  /** Without receipts, a message that Meta accepted counts as reached. */
  readonly expects_receipts: boolean
  readonly findStuckJobs: () => Promise<readonly { readonly task: string; readonly cause: string }[]>
}

/** The state of the installation, the same for every notifier. */
export interface Figures {
  readonly now: Temporal.Instant
  readonly channels: readonly ChannelRow[]
  /** Of the last 24 hours. */
  readonly ended: readonly Ended[]
  readonly reminders: Reminders
  readonly machinery: Machinery
  readonly open_alerts: readonly string[]
  readonly stuck_jobs: readonly { readonly task: string; readonly cause: string }[]
}

/** Deliveries of the last 24 hours that failed, or expired unsent. */
export interface Ended {
  readonly state: 'failed' | 'expired'
  readonly channel: string
  readonly template: string
  /** Of the last error, else the reason. */
  readonly code: string
  readonly count: number
}

/** People with a duty tomorrow whose reminder is due; all 0 before it is due. */
export interface Reminders {
  readonly due: number
  readonly published: number
  readonly reached: number
  readonly expire_at: Temporal.Instant
}

/** Ages in seconds; null: never. */
export interface Machinery {
  readonly last_sweep: number | null
  readonly last_receipt: number | null
  readonly parked_webhooks: number
  readonly unapplied_webhooks: number
  readonly oldest_unapplied: number | null
}

export async function readFigures(ctx: FiguresContext): Promise<Figures> {
  const { db } = ctx
  const now = await ctx.now()
  // One after the other: a scrape takes one connection.
  return {
    now,
    channels: await findChannels(db),
    ended: await countEnded(db),
    reminders: await countReminders(ctx, now),
    machinery: await readMachinery(db),
    open_alerts: await findOpenAlerts(db),
    stuck_jobs: await ctx.findStuckJobs(),
  }
}

const OLDEST_ENDING = '3 days' // a message ends at most a day or two after it was published

async function countEnded(db: Db): Promise<readonly Ended[]> {
  const { rows } = await sql<Ended>`
    select d.state, d.channel, d.template, coalesce(d.last_error_code, d.reason, 'none') as code, count(*) as count
    from deliveries d
    where d.queue_state in ('failed', 'expired') and d.id >= first_id_of(clock_timestamp() - ${OLDEST_ENDING}::interval)
      and coalesce(d.failed_at, d.expired_at) > clock_timestamp() - interval '24 hours'
    group by 1, 2, 3, 4
    order by count(*) desc, 1, 2, 3, 4`.execute(db)
  return rows
}

async function countReminders(ctx: FiguresContext, now: Temporal.Instant): Promise<Reminders> {
  const date = tomorrowOf(now, ctx.time_zone)
  const due_at = reminderDueAt(date, ctx)
  const expire_at = startOfDay(date, ctx.time_zone)
  if (Temporal.Instant.compare(now, due_at) < 0) return { due: 0, published: 0, reached: 0, expire_at }
  const { rows } = await sql<Omit<Reminders, 'expire_at'>>`
    select count(*) as due, count(*) filter (where is_published) as published, count(*) filter (where is_reached) as reached
    from (
      select bool_and(reminder.is_published) as is_published, bool_and(reminder.is_reached) as is_reached
      from duty_assignments a
      join registrations r on r.id = a.registration_id
      cross join lateral (
        select count(*) > 0 as is_published,
          coalesce(bool_or(d.state in ('delivered', 'read')
            or d.state in ('accepted', 'sent') and (d.channel = 'email' or not ${ctx.expects_receipts}::boolean)), false) as is_reached
        from outbox_duty_assignments e
        join deliveries d on d.outbox_id = e.outbox_id and d.template = 'duty_reminder_tomorrow'
        where e.duty_assignment_id = a.id and e.version = a.version
      ) reminder
      where a.duty_date = ${date.toString()}::date and a.status = 'assigned' and a.allotment <> 'waiting'
        and (a.allotted_at < ${due_at.toString()}::timestamptz or a.allotment = 'told_elsewhere')
        and r.status = 'active' and (r.whatsapp_opt_in or r.email is not null)
      group by a.registration_id
    ) people`.execute(ctx.db)
  const [counts] = rows
  if (counts === undefined) throw new Error('An aggregate without groups returns one row.')
  return { ...counts, expire_at }
}

async function readMachinery(db: Db): Promise<Machinery> {
  const { rows } = await sql<Machinery>`
    select
      -- The cron notes each run of a line; before the first, when it saw the line.
      (
        select extract(epoch from clock_timestamp() - coalesce(c.last_execution, c.known_since))::double precision
        from graphile_worker._private_known_crontabs c where c.identifier = 'process_reminders'
      ) as last_sweep,
      (
        select extract(epoch from clock_timestamp() - w.received_at)::double precision
        from webhook_inbox w order by w.id desc limit 1
      ) as last_receipt,
      (select count(*) from webhook_inbox w where w.unmatched is not null) as parked_webhooks,
      unapplied.count as unapplied_webhooks,
      extract(epoch from clock_timestamp() - unapplied.oldest_at)::double precision as oldest_unapplied
    from (
      select count(*), min(w.received_at) as oldest_at from webhook_inbox w where w.applied_at is null
    ) unapplied`.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('An aggregate without groups returns one row.')
  return row
}

async function findOpenAlerts(db: Db): Promise<readonly string[]> {
  const alerts = await db.selectFrom('alerts').select('key').where('cleared_at', 'is', null).execute()
  return alerts.map(({ key }) => key)
}
