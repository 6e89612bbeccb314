import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'

/** A translation of a template. */
export interface TemplateRow {
  readonly name: string
  readonly language: string
  readonly state: 'active' | 'held'
  readonly reason: string | null
  readonly hold_code: string | null
  readonly updated_at: Temporal.Instant
  readonly waiting: number
}

const COLUMNS = sql`t.name, t.language, t.state, t.reason, t.hold_code, t.updated_at, (
  select count(*) from deliveries d
  where d.queue_state = 'held' and d.reason = 'template' and d.template = t.name and d.language = t.language
) as waiting`

/** With how many deliveries wait, which the index of held deliveries counts. */
export async function findHeldTemplates(db: Db): Promise<TemplateRow[]> {
  const { rows } = await sql<TemplateRow>`
    select ${COLUMNS} from templates t where t.state = 'held' order by t.name, t.language`.execute(db)
  return rows
}

/** The translations that were ever held or reported; `language` null: all. */
export async function findTranslations(
  db: Db,
  name: string,
  language: string | null,
): Promise<TemplateRow[]> {
  const { rows } = await sql<TemplateRow>`
    select ${COLUMNS} from templates t
    where t.name = ${name} and (${language}::text is null or t.language = ${language})
    order by t.language`.execute(db)
  return rows
}
