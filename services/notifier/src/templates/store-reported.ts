import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { statusEffect, type TemplateUpdate } from './read-template-update.ts'

/** Stores what a webhook reported, unless the list was read in a later second: the time of a webhook is in whole seconds. */
export async function storeReported(db: Db, update: TemplateUpdate, at: Temporal.Instant): Promise<void> {
  const { status = null, category = null, quality = null } = reportedBy(update)
  await sql`
    insert into meta_templates as known (name, language, status, category, quality, read_at)
    values (${update.name}, ${update.language}, ${status}, ${category}, ${quality}, ${at.toString()})
    on conflict (name, language) do update set
      status = coalesce(excluded.status, known.status),
      category = coalesce(excluded.category, known.category),
      quality = coalesce(excluded.quality, known.quality),
      read_at = excluded.read_at
    where date_trunc('second', known.read_at) <= excluded.read_at`.execute(db)
}

function reportedBy(update: TemplateUpdate): {
  readonly status?: string
  readonly category?: string | null
  readonly quality?: string
} {
  switch (update.kind) {
    case 'template_status': {
      const { event, category } = update
      const effect = statusEffect(event)
      if (effect === 'warn') return { category } // such an event is no status
      return { status: effect === 'release' ? 'APPROVED' : event, category } // as Meta's list has it
    }
    case 'template_category':
      return { category: update.category }
    case 'template_quality':
      return { quality: update.quality }
  }
}
