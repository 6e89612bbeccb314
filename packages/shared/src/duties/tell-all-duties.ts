import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import { inOneStatement } from '../db/in-transaction.ts'
import { type ConfiguredLanguages, languagesJson } from '../templates/languages.ts'

export interface TellingContext {
  readonly db: Db
  /** The time zone of all duties. */
  readonly time_zone: string
  readonly template_languages: ConfiguredLanguages
  /** The database's clock; tests pass their own. */
  readonly now: () => Promise<Temporal.Instant>
}

/**
 * Publishes what people are still owed about duties of today and later (`db/functions/duties/tell_all_duties.sql`). Two calls at
 * once publish once.
 *
 * @returns the number of messages
 */
export async function tellAllDuties(ctx: TellingContext): Promise<number> {
  const today = (await ctx.now()).toZonedDateTimeISO(ctx.time_zone).toPlainDate()
  return inOneStatement(ctx.db, async (db) => {
    const { rows } = await sql<{ messages: number }>`
      select tell_all_duties(${today.toString()}::date, ${languagesJson(ctx.template_languages)}::jsonb) as messages`.execute(
      db,
    )
    return rows[0]?.messages ?? 0
  })
}
