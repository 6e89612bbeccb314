import { sql } from 'kysely'
import type { Alert, ConditionContext } from '../alert.ts'

/** Running notifiers of which a loop stopped after internal errors; another notifier may send meanwhile. */
export async function findStoppedLoops({ db }: ConditionContext): Promise<readonly Alert[]> {
  const { rows } = await sql<{ name: string; stopped_loops: string[] }>`
    select name, stopped_loops from heartbeats
    where stopped_loops <> '{}' and seen_at > clock_timestamp() - interval '45 seconds'
    order by name`.execute(db)
  return rows.map(({ name, stopped_loops }) => ({
    key: `loop_stopped:${name}`,
    subject: `The notifier ${name} stopped sending`,
    text: stopped_loops.join(' '),
    action: `Look for "Internal error" in the log of ${name}, end the cause, and restart it. Deliveries keep their attempts.`,
  }))
}
