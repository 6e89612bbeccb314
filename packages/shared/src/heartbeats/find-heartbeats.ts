import type { Selectable } from 'kysely'
import type { Db } from '../db/client.ts'
import type { Tables } from '../db/database.ts'

export type HeartbeatRow = Selectable<Tables['heartbeats']>

/** Also of processes that crashed within the last hour: their `seen_at` is old. */
export function findHeartbeats(db: Db): Promise<HeartbeatRow[]> {
  return db
    .selectFrom('heartbeats')
    .selectAll()
    .orderBy('service')
    .orderBy('started_at')
    .orderBy('id')
    .execute()
}

/** As the notifier that was seen last runs; null where none ran within an hour. */
export function deliveryModeOf(rows: readonly HeartbeatRow[]): string | null {
  const [notifier] = rows
    .filter(({ service }) => service === 'notifier')
    .toSorted((a, b) => Temporal.Instant.compare(b.seen_at, a.seen_at))
  const mode = notifier?.settings['delivery_mode']
  return typeof mode === 'string' ? mode : null
}
