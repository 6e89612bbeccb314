import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import type { Preference } from './read-preference.ts'

export interface UnmailedMessage {
  readonly id: string
  readonly phone_number: string | null
  /** Of everyone registered under the number. */
  readonly names: readonly string[]
  readonly type: string
  readonly text: string | null
  readonly preference: Preference | null
  /** Of the message answered to, where it is ours. */
  readonly template: string | null
  readonly written_at: Temporal.Instant
}

const MOST_IN_A_MAIL = 100

/**
 * What was not mailed yet, in the order in which it was written, leased for longer than one mail may take: two notifiers do
 * not mail the same. What came longer ago, when nobody was mailed, is no news.
 */
export async function takeUnmailed(db: Db): Promise<UnmailedMessage[]> {
  const { rows } = await sql<UnmailedMessage>`
    with taken as (
      update inbound_messages m set mailing_until = clock_timestamp() + interval '1 minute'
      from (
        select u.id from inbound_messages u
        where u.mailed_at is null and u.received_at > clock_timestamp() - interval '3 days'
          and (u.mailing_until is null or u.mailing_until < clock_timestamp())
        order by u.received_at limit ${MOST_IN_A_MAIL}
        for update skip locked
      ) unmailed
      where m.id = unmailed.id
      returning m.*
    )
    select t.id, t.phone_number, t.type, t.text, t.preference, t.written_at, d.template,
      array(
        select r.full_name from registrations r
        where r.phone_number = t.phone_number and r.status = 'active' order by r.id
      ) as names
    from taken t left join deliveries d on d.id = t.delivery_id
    order by t.written_at, t.id`.execute(db)
  return rows
}

export async function recordMailed(db: Db, ids: readonly string[]): Promise<void> {
  await db
    .updateTable('inbound_messages')
    .set({ mailed_at: sql`clock_timestamp()`, mailing_until: null })
    .where('id', 'in', ids)
    .execute()
}

export async function giveBackUnmailed(db: Db, ids: readonly string[]): Promise<void> {
  await db.updateTable('inbound_messages').set({ mailing_until: null }).where('id', 'in', ids).execute()
}
