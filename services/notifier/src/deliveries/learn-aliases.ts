import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'

/** An id under which Meta knows a number, or the recipient of an attempt. */
export interface LearnedAlias {
  readonly wa_id?: string | null
  readonly user_id?: string | null
  readonly parent_user_id?: string | null
  readonly address?: string
  readonly delivery_id?: string | null
  readonly attempt?: number | null
  readonly provider_message_id?: string | null
  readonly at: Temporal.Instant
}

/** Stores those that are new. */
export async function learnAliases(db: Db, aliases: readonly LearnedAlias[]): Promise<void> {
  if (aliases.length === 0) return
  await sql`select learn_aliases(${JSON.stringify(aliases)}::jsonb)`.execute(db)
}
