import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import type { PersonalView } from '../pii/personal-view.ts'
import type { AlertList } from './routes.ts'

const RECENT = '7 days'
const MAX_CLEARED = 100

/** The open alerts, then those cleared within a week; the newest first. */
export async function readAlerts(db: Db, view: PersonalView): Promise<AlertList> {
  const { rows } = await sql<AlertRow>`
    (select key, subject, text, action, raised_at, cleared_at from alerts where cleared_at is null
      order by raised_at desc, id desc)
    union all
    (select key, subject, text, action, raised_at, cleared_at from alerts
      where cleared_at > clock_timestamp() - ${RECENT}::interval
      order by cleared_at desc, id desc limit ${MAX_CLEARED})`.execute(db)
  return {
    items: rows.map(({ key, subject, text, action, raised_at, cleared_at }) => ({
      key,
      title: subject,
      text: view.text(text),
      action,
      opened_at: raised_at.toString(),
      cleared_at: cleared_at?.toString() ?? null,
    })),
    next_cursor: null,
  }
}

interface AlertRow {
  readonly key: string
  readonly subject: string
  readonly text: string
  readonly action: string
  readonly raised_at: Temporal.Instant
  readonly cleared_at: Temporal.Instant | null
}
