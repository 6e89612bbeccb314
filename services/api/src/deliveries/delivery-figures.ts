import type { Db } from '@dutybell/shared/db/client'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import { sql } from 'kysely'

const OLDEST_SENT_LATER = '2 days' // a message is sent long before: its deadline is near

export interface SentPerHour {
  /** Hours since the given start. */
  readonly hour: number
  readonly sent: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
}

/** Messages that were sent, with their receipts, and that failed, per hour since `from`; hours without a message are absent. */
export async function countSentPerHour(db: Db, from: Temporal.Instant): Promise<readonly SentPerHour[]> {
  const start = from.toString()
  const { rows } = await sql<SentPerHour>`
    select floor(extract(epoch from at - ${start}::timestamptz) / 3600)::integer as hour,
      count(*) filter (where state <> 'failed') as sent,
      count(*) filter (where state in ('delivered', 'read')) as delivered,
      count(*) filter (where state = 'read') as read,
      count(*) filter (where state = 'failed') as failed
    from (
      select d.state, case d.state when 'failed' then d.failed_at else d.accepted_at end as at
      from deliveries d
      where d.id >= first_id_of(${start}::timestamptz - ${OLDEST_SENT_LATER}::interval)
        and d.state in ('accepted', 'sent', 'delivered', 'read', 'failed')
    ) today
    where at >= ${start}::timestamptz
    group by 1 order by 1`.execute(db)
  return rows
}

export interface FailureGroup {
  readonly channel: Channel
  readonly error_code: string
  /** As the provider put it; it may contain an address. */
  readonly error_text: string | null
  readonly count: number
  /** Of these, the ones whose deadline has not passed. */
  readonly in_time: number
  readonly people: number
}

const MAX_GROUPS = 10

/** Failed messages since `from` by their cause, the most frequent first. */
export async function groupFailures(db: Db, from: Temporal.Instant): Promise<readonly FailureGroup[]> {
  const { rows } = await sql<FailureGroup>`
    select d.channel, d.last_error_code as error_code, min(d.last_error_text) as error_text, count(*) as count,
      count(*) filter (where d.expires_at > clock_timestamp()) as in_time, count(distinct d.registration_id) as people
    from deliveries d
    where d.id >= first_id_of(${from.toString()}::timestamptz) and d.created_at >= ${from.toString()}::timestamptz
      and d.queue_state = 'failed' and d.last_error_code is not null
    group by d.channel, d.last_error_code
    order by count(*) desc, d.channel, d.last_error_code limit ${MAX_GROUPS}`.execute(db)
  return rows
}
