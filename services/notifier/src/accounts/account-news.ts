import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import type { AlertKey } from './alert-key.ts'

/** What Meta reported and an operator must know. */
export interface News {
  /** Identifies the subject, such as `account_update:PARTNER_REMOVED`; also the key of the alert. */
  readonly key: AlertKey
  /** With Meta's own word. */
  readonly text: string
  readonly action: string
  /** Meta's limit of recipients in 24 hours, which META_WA_DAILY_RECIPIENTS exceeds. */
  readonly limit_of_recipients?: number
}

const LASTS = '7 days'

/** @returns false where this news, or a later event of its key, is stored already */
export async function openNews(db: Db, news: News, at: Temporal.Instant): Promise<boolean> {
  const { key, text, action, limit_of_recipients: limit = null } = news
  const { rows } = await sql`
    insert into account_news as known (key, text, action, at, limit_of_recipients)
    values (${key}, ${text}, ${action}, ${at.toString()}, ${limit})
    on conflict (key) do update set text = excluded.text, action = excluded.action, at = excluded.at, ended_at = null,
      limit_of_recipients = excluded.limit_of_recipients
    where known.at < excluded.at
    returning key`.execute(db)
  return rows.length > 0
}

/** A counter-event is remembered, so that an older event that comes later opens nothing. */
export async function endNews(
  db: Db,
  { keys, text }: { readonly keys: readonly string[]; readonly text: string },
  at: Temporal.Instant,
): Promise<void> {
  await sql`
    insert into account_news as known (key, text, action, at, ended_at)
    select key, ${text}, 'No action needed.', ${at.toString()}::timestamptz, ${at.toString()}::timestamptz
    from unnest(${keys.toSorted()}::text[]) key
    on conflict (key) do update set at = excluded.at, ended_at = coalesce(known.ended_at, excluded.ended_at)
    where known.at <= excluded.at`.execute(db)
}

/** Ends news that Meta's list of templates contradicts: the list was read after the event. */
export async function endNewsByList(db: Db, key: string, read_at: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql`
    update account_news set ended_at = ${read_at.toString()}
    where key = ${key} and ended_at is null and at < ${read_at.toString()}::timestamptz
    returning key`.execute(db)
  return rows.length > 0
}

export async function endOldNews(db: Db): Promise<void> {
  await sql`
    update account_news set ended_at = at + ${LASTS}::interval
    where ended_at is null and at < clock_timestamp() - ${LASTS}::interval`.execute(db)
}

export async function findOpenNews(db: Db) {
  return db
    .selectFrom('account_news')
    .select(['key', 'text', 'action', 'limit_of_recipients'])
    .where('ended_at', 'is', null)
    .orderBy('key')
    .execute()
}
