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

const ALIVE_WITHIN = { seconds: 45 } // four heartbeats
const MAX_AHEAD = { seconds: 10 }

/** The processes that run; judged by the latest heartbeat, because the database itself may have been away. */
export async function findRunningProcesses(db: Db, now: Temporal.Instant): Promise<HeartbeatRow[]> {
  // A row of the future was written while the clock of the database was ahead.
  const rows = (await findHeartbeats(db)).filter(
    ({ seen_at }) => Temporal.Instant.compare(seen_at, now.add(MAX_AHEAD)) <= 0,
  )
  const last = rows
    .map(({ seen_at }) => seen_at)
    .toSorted((a, b) => Temporal.Instant.compare(a, b))
    .at(-1)
  if (last === undefined) return []
  return rows.filter(({ seen_at }) => Temporal.Instant.compare(seen_at, last.subtract(ALIVE_WITHIN)) >= 0)
}

/** As the notifier that was seen last runs; null where none ran within an hour. */
export function deliveryModeOf(rows: readonly HeartbeatRow[]): string | null {
  const [notifier] = rows
    .filter(({ service }) => service === 'notifier')
    .toSorted((a, b) => Temporal.Instant.compare(b.seen_at, a.seen_at))
  const mode = notifier?.settings['delivery_mode']
  return typeof mode === 'string' ? mode : null
}
