import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'

/** Who pauses: migration 0011 gives way to nobody else while the database differs. */
export const RESTORE = 'restore'

/** Looks once more at the database's identity and pauses where it is not the one remembered. */
export async function pauseIfRestored(db: Db): Promise<void> {
  await sql`select pause_if_restored()`.execute(db)
}

/** Why nothing is sent until `pnpm resume --after-restore`; undefined where nothing waits for it. */
export async function findRestorePause(db: Db): Promise<string | undefined> {
  const pause = await db
    .selectFrom('channels')
    .select('pause_reason')
    .where('paused_by', '=', RESTORE)
    .limit(1)
    .executeTakeFirst()
  return pause && (pause.pause_reason ?? 'The database was restored.')
}
