import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'

const WAIT_MS = 50
const MOST_WAITS = 40 // two seconds; a statement that takes longer is ended, and its caller repeats it

/**
 * Ends the sessions of services that began before a migration. A session keeps the plans of its prepared statements and refuses each
 * whose rows have other columns now ("cached plan must not change result type"), for as long as it is in use. Services connect
 * anew at once. A session is ended while it is idle, if it is within two seconds. Those of another role stay.
 *
 * @returns how many were ended
 */
export async function endFormerSessions(db: Kysely<unknown>): Promise<number> {
  const { rows: moment } = await sql<{ now: string }>`select clock_timestamp()::text as now`.execute(db)
  const ended = new Set<number>()
  for (let waits = 0; waits <= MOST_WAITS; waits += 1) {
    const is_last = waits === MOST_WAITS
    const { rows } = await sql<{ pid: number; is_ended: boolean }>`
      select a.pid, case when a.state = 'idle' or ${is_last} then pg_terminate_backend(a.pid) else false end as is_ended
      from pg_stat_activity a, pg_stat_activity own
      where own.pid = pg_backend_pid() and a.datname = own.datname and a.usesysid = own.usesysid
        and a.application_name in ('dutybell-api', 'dutybell-notifier') and a.backend_start < ${moment[0]?.now}::timestamptz`.execute(
      db,
    )
    for (const { pid, is_ended } of rows) if (is_ended) ended.add(pid)
    if (rows.length === 0) break
    await sleep(WAIT_MS)
  }
  return ended.size
}
