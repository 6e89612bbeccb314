import { sql } from 'kysely'
import type { Translation } from '@dutybell/shared/channels/channel-control'
import type { Db, Tx } from '@dutybell/shared/db/client'

/** Locks the translation. @returns false if a later event, or the same one, is stored already */
export async function storeTemplateEvent(
  tx: Tx,
  { name, language }: Translation,
  about: 'status' | 'category',
  at: Temporal.Instant,
  event: string,
): Promise<boolean> {
  const { rows } = await sql<{ is_new: boolean }>`
    select store_template_event(${name}, ${language}, ${about}, ${at.toString()}::timestamptz, ${event}) as is_new`.execute(
    tx,
  )
  return rows[0]?.is_new ?? false
}

/** Holds the translation; a newer reason replaces that of an earlier hold. */
export async function replaceHold(
  tx: Tx,
  { name, language }: Translation,
  hold: { code: string; reason: string },
): Promise<void> {
  await tx
    .updateTable('templates')
    .set({ state: 'held', hold_code: hold.code, reason: hold.reason, updated_at: sql`clock_timestamp()` })
    .where('name', '=', name)
    .where('language', '=', language)
    .execute()
}

export interface HeldTemplate extends Translation {
  readonly hold_code: string | null
  /** When it was held. */
  readonly updated_at: Temporal.Instant
}

export async function findHeldTemplates(db: Db): Promise<HeldTemplate[]> {
  return db
    .selectFrom('templates')
    .select(['name', 'language', 'hold_code', 'updated_at'])
    .where('state', '=', 'held')
    .execute()
}

/**
 * Releases deliveries that are held for a translation that is not. A refusal holds the translation before it is recorded; a release
 * in between does not find the delivery.
 */
export async function releaseLeftBehind(db: Db): Promise<void> {
  await sql`
    select release_held('template', left_behind.template, left_behind.language, null)
    from (
      select distinct d.template, d.language from deliveries d where d.queue_state = 'held' and d.reason = 'template'
    ) left_behind
    where not exists (
      select from templates t
      where t.name = left_behind.template and t.language = left_behind.language and t.state = 'held'
    )`.execute(db)
}

/** Locks the translation. @returns undefined where it is not held */
export async function lockHeld(tx: Tx, { name, language }: Translation): Promise<HeldTemplate | undefined> {
  return tx
    .selectFrom('templates')
    .select(['name', 'language', 'hold_code', 'updated_at'])
    .where('name', '=', name)
    .where('language', '=', language)
    .where('state', '=', 'held')
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Gives what a release without languages left behind the language in which it was sent. */
export async function adoptLanguage(db: Db, default_language: string): Promise<void> {
  await sql`select adopt_language(${default_language})`.execute(db)
}
