import { sql } from 'kysely'
import type { Db, Tx } from '@dutybell/shared/db/client'

/** Locks the template. @returns false if a later event, or the same one, is stored already */
export async function storeTemplateEvent(
  tx: Tx,
  name: string,
  about: 'status' | 'category',
  at: Temporal.Instant,
  event: string,
): Promise<boolean> {
  const { rows } = await sql<{ is_new: boolean }>`
    select store_template_event(${name}, ${about}, ${at.toString()}::timestamptz, ${event}) as is_new`.execute(
    tx,
  )
  return rows[0]?.is_new ?? false
}

/** Holds the template; a newer reason replaces that of an earlier hold. */
export async function replaceHold(
  tx: Tx,
  name: string,
  hold: { code: string; reason: string },
): Promise<void> {
  await tx
    .updateTable('templates')
    .set({ state: 'held', hold_code: hold.code, reason: hold.reason, updated_at: sql`clock_timestamp()` })
    .where('name', '=', name)
    .execute()
}

export interface HeldTemplate {
  readonly name: string
  readonly hold_code: string | null
  /** When it was held. */
  readonly updated_at: Temporal.Instant
}

export async function findHeldTemplates(db: Db): Promise<HeldTemplate[]> {
  return db
    .selectFrom('templates')
    .select(['name', 'hold_code', 'updated_at'])
    .where('state', '=', 'held')
    .execute()
}

/** Locks the template. @returns undefined where it is not held */
export async function lockHeld(tx: Tx, name: string): Promise<HeldTemplate | undefined> {
  return tx
    .selectFrom('templates')
    .select(['name', 'hold_code', 'updated_at'])
    .where('name', '=', name)
    .where('state', '=', 'held')
    .forNoKeyUpdate()
    .executeTakeFirst()
}
