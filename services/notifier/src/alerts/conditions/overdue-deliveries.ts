import { sql } from 'kysely'
import { type Alert, type ConditionContext, timeText } from '../alert.ts'

interface Overdue {
  readonly channel: string
  readonly waiting: number
  readonly since: Temporal.Instant
}

/**
 * Messages that have been sendable for ten minutes and were not sent. After a pause or a hold the ten minutes start at its end, so
 * that the backlog has time to drain. The time of a retry is not kept once it is due: such a message counts from its last attempt,
 * and a manual retry from its rank.
 */
export async function findOverdueDeliveries({
  db,
  now,
  time_zone,
}: ConditionContext): Promise<readonly Alert[]> {
  const { rows } = await sql<Overdue>`
    with moment as (select ${now.toString()}::timestamptz as now),
    freed as (
      select a.key, max(coalesce(a.cleared_at, moment.now)) as freed_at from alerts a cross join moment
      where a.key like 'channel\\_paused:%' or a.key like 'template\\_held:%' or a.key = 'database_restored'
      group by a.key
    )
    select d.channel, count(*) as waiting, min(due.since) as since
    from deliveries d
    cross join moment
    join channels c on c.channel = d.channel and c.paused_at is null and not c.is_trial
    left join freed pause on pause.key = 'channel_paused:' || d.channel
    left join freed hold on hold.key = 'template_held:' || d.template || ':' || d.language
    left join freed restore on restore.key = 'database_restored'
    cross join lateral (
      select greatest(
        coalesce(d.next_attempt_at, greatest(
          d.created_at, d.rank - interval '24 hours', d.sending_at, d.in_doubt_at, d.held_at
        )),
        pause.freed_at, hold.freed_at, restore.freed_at
      ) as since
    ) due
    where d.queue_state = 'pending' and d.expires_at > moment.now and due.since < moment.now - interval '10 minutes'
    group by d.channel
    order by d.channel`.execute(db)
  return rows.map(({ channel, waiting, since }) => ({
    key: `overdue:${channel}`,
    subject: `Messages wait on ${channel}`,
    text: `Messages on ${channel} that have been due for more than ten minutes: ${waiting}; the oldest since ${timeText(since, time_zone)}.`,
    action: 'Check the log of the notifier and META_WA_MESSAGES_PER_SECOND.',
  }))
}
