import type { ClientBase } from 'pg'
import type { Logger } from '@dutybell/shared/logger'

/**
 * Looks on each new connection, before anyone uses it, whether this is still the database the notifiers know: one that was
 * restored, promoted or cloned pauses, and nothing is claimed over any connection that came after it.
 *
 * @throws where the database is a standby, or cannot say; the connection is then given up
 */
export function guardConnection(log: Logger): (client: ClientBase) => Promise<void> {
  let told: string | undefined
  return async (client) => {
    const { rows } = await client.query<{ difference: string }>('select difference from pause_if_restored()')
    const difference = rows[0]?.difference
    if (difference !== undefined && difference !== told) {
      log.error(
        `Nothing is sent: this is not the database remembered. ${difference} Check it, then run: pnpm resume --after-restore`,
      )
    }
    told = difference
  }
}
