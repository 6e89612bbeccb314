import { sql } from 'kysely'
import { RESTORE } from '@dutybell/shared/channels/channel-control'
import type { ClientBase } from 'pg'
import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'

/**
 * Checks on each new connection, before its first use, that the database is the one that the notifiers know. A restored, promoted
 * or cloned database is paused, so nothing is claimed over this connection or a later one.
 *
 * @throws when the database is a standby, or the check fails; the connection is then closed
 */
export function guardConnection(log: Logger): (client: ClientBase) => Promise<void> {
  let reported: string | undefined
  return async (client) => {
    const { rows } = await client.query<{ difference: string }>('select difference from pause_if_restored()')
    const difference = rows[0]?.difference
    if (difference !== undefined && difference !== reported) {
      log.error(
        `Sending is paused: the database differs from the one remembered. ${difference} Check it, then run: pnpm resume --after-restore`,
      )
    }
    reported = difference
  }
}

/** Checks the database's identity again, and pauses where it differs from the one remembered. */
export async function pauseIfRestored(db: Db): Promise<void> {
  await sql`select pause_if_restored()`.execute(db)
}

/** The reason for a pause that lasts until `pnpm resume --after-restore`; undefined without one. */
export async function findRestorePause(db: Db): Promise<string | undefined> {
  const pause = await db
    .selectFrom('channels')
    .select('pause_reason')
    .where('paused_by', '=', RESTORE)
    .limit(1)
    .executeTakeFirst()
  return pause && (pause.pause_reason ?? 'The database was restored.')
}
