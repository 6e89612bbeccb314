import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'

export interface TemplateRow {
  readonly name: string
  readonly state: 'active' | 'held'
  readonly reason: string | null
  readonly hold_code: string | null
  readonly updated_at: Temporal.Instant
  readonly waiting: number
}

/** With how many deliveries wait, which the index of held deliveries counts. */
export async function findHeldTemplates(db: Db): Promise<TemplateRow[]> {
  const { rows } = await sql<TemplateRow>`
    select t.name, t.state, t.reason, t.hold_code, t.updated_at, ${WAITING} as waiting
    from templates t where t.state = 'held' order by t.name`.execute(db)
  return rows
}

export async function findTemplate(db: Db, name: string): Promise<TemplateRow | undefined> {
  const { rows } = await sql<TemplateRow>`
    select t.name, t.state, t.reason, t.hold_code, t.updated_at, ${WAITING} as waiting
    from templates t where t.name = ${name}`.execute(db)
  return rows[0]
}

const WAITING = sql<number>`(
  select count(*) from deliveries d where d.queue_state = 'held' and d.reason = 'template' and d.template = t.name
)`
