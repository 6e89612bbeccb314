import type { Db } from '../db/client.ts'
import type { Channel } from '../db/vocabulary.ts'
import { type RawBuilder, sql } from 'kysely'

export interface ChannelRow {
  readonly channel: Channel
  readonly paused_at: Temporal.Instant | null
  readonly paused_by: string | null
  readonly pause_reason: string | null
  readonly pause_code: string | null
  readonly probe_at: Temporal.Instant | null
  readonly is_trial: boolean
  /** Null when it has passed. */
  readonly slow_until: Temporal.Instant | null
  readonly quota_tries: number
  /** Messages per second, as of now; null where the provider never rate-limited. */
  readonly slowed_to: number | null
  readonly pending: number
  readonly waiting: number
  readonly sending: number
  readonly in_doubt: number
  readonly held: readonly { readonly reason: string | null; readonly count: number }[]
  readonly oldest_due_at: Temporal.Instant | null
}

export async function findChannels(db: Db): Promise<ChannelRow[]> {
  const { rows } = await sql<ChannelRow>`${channelsStatement()} order by c.channel desc`.execute(db)
  return rows
}

export async function findChannel(db: Db, channel: Channel): Promise<ChannelRow | undefined> {
  const { rows } = await sql<ChannelRow>`${channelsStatement()} where c.channel = ${channel}`.execute(db)
  return rows[0]
}

/**
 * Each count reads the partial index of its state, so its cost depends on unfinished deliveries only. A `slow_until` more
 * than 25 h ahead is ignored, as the claim ignores it: the clock was stepped. The time of a retry is not kept when it has
 * passed: such a delivery counts as due since its last attempt, and one that was retried by hand since the retry, by its
 * rank.
 */
export function channelsStatement(): RawBuilder<ChannelRow> {
  return sql`
    select c.channel, c.paused_at, c.paused_by, c.pause_reason, c.pause_code, c.probe_at, c.is_trial, c.quota_tries,
      case when c.slow_until between now and now + interval '25 hours' then c.slow_until end as slow_until,
      grown_pace(c.slowed_to, c.slowed_at, now) as slowed_to,
      queued.ready + queued.blocked as pending, queued.count - queued.ready - queued.blocked as waiting, sending.count as sending,
      in_doubt.count as in_doubt, coalesce(held.by_reason, '[]') as held, queued.oldest_due_at
    from (select clock_timestamp() as now) clock
    cross join channels c
    cross join lateral (
      select count(*), count(*) filter (where d.blocked_by_earlier) as blocked,
        count(*) filter (where d.next_attempt_at is null and not d.blocked_by_earlier) as ready,
        min(case when d.next_attempt_at is null
          then greatest(d.created_at, d.rank - interval '24 hours', d.sending_at, d.in_doubt_at, d.held_at)
          else d.next_attempt_at
        end) filter (where not d.blocked_by_earlier and coalesce(d.next_attempt_at <= now, true)) as oldest_due_at
      from deliveries d where d.channel = c.channel and d.queue_state = 'pending'
    ) queued
    cross join lateral (
      select count(*) from deliveries d where d.channel = c.channel and d.queue_state = 'sending'
    ) sending
    cross join lateral (
      select count(*) from deliveries d where d.channel = c.channel and d.queue_state = 'in_doubt'
    ) in_doubt
    cross join lateral (
      select jsonb_agg(jsonb_build_object('reason', h.reason, 'count', h.count) order by h.count desc, h.reason) as by_reason
      from (
        select d.reason, count(*) from deliveries d where d.channel = c.channel and d.queue_state = 'held' group by d.reason
      ) h
    ) held`
}
