import type { Pool } from 'pg'
import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import type { Logger } from '@dutybell/shared/logger'
import { isTemplateName, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import { endNewsByList } from '../accounts/account-news.ts'
import { type GraphAccount, readTemplates, type TemplateRow } from '../providers/whatsapp/read-templates.ts'
import { applyTemplateUpdate, noteTemplate } from './apply-template-update.ts'
import { compareWithList } from './compare-with-list.ts'
import { newsKey } from './template-news.ts'

export interface MetaTemplatesContext {
  readonly db: Db
  readonly log: Logger
  /** Null if META_WA_BUSINESS_ACCOUNT_ID is not set: then only webhooks report templates. */
  readonly account: GraphAccount | null
  readonly template_languages: ConfiguredLanguages
}

/**
 * Reads the list of templates from Meta into `meta_templates`. Applies what no webhook reported, and ends news that the list
 * contradicts.
 */
export async function readMetaTemplates(
  { db, log, account, template_languages }: MetaTemplatesContext,
  signal: AbortSignal,
): Promise<void> {
  if (account === null) return
  const read_at = await databaseNow(db)
  const answer = await readTemplates(account, null, signal)
  if (!answer.ok) return log.warn(`Could not read the templates from Meta: ${answer.text}`)
  const stored = await db
    .selectFrom('meta_templates')
    .select(['name', 'language', 'status', 'category', 'quality'])
    .where('read_at', '<', sql<Temporal.Instant>`${read_at.toString()}::timestamptz`) // a later webhook counts
    .execute()
  const { changed, found } = compareWithList(stored, answer.rows, template_languages)
  for (const update of changed) await applyTemplateUpdate({ db, log }, update, read_at)
  for (const update of found) await noteTemplate({ db, log }, update, read_at)
  await storeList(db, answer.rows, read_at)
  for (const row of answer.rows) {
    for (const key of endedBy(row)) await endNewsByList(db, key, read_at)
  }
}

/** An impending change of the category is not in the list. */
function endedBy(row: TemplateRow): readonly string[] {
  const { name, status, category, quality } = row
  if (!isTemplateName(name)) return []
  return [
    ...(status === 'APPROVED' ? [newsKey('status', row)] : []),
    ...(category === TEMPLATES[name].category ? [newsKey('category', row)] : []),
    ...(quality === 'GREEN' || quality === 'UNKNOWN' ? [newsKey('quality', row)] : []),
  ]
}

/**
 * Does not overwrite what a later webhook reported. A row that a webhook writes at the moment is skipped, as waiting for several
 * of them could deadlock.
 */
async function storeList(db: Db, rows: readonly TemplateRow[], read_at: Temporal.Instant): Promise<void> {
  const listed = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as listed(
    name text, language text, status text, category text, parameter_format text, words text, quality text,
    time_to_live_seconds integer, more_parameters text[])`
  const at = sql`${read_at.toString()}::timestamptz`
  const known = sql`
    select m.name, m.language from meta_templates m where m.read_at <= ${at}
    order by m.name, m.language for no key update skip locked`
  await sql`
    with known as (${known})
    update meta_templates m set status = listed.status, category = listed.category,
      parameter_format = listed.parameter_format, words = listed.words, quality = listed.quality,
      time_to_live_seconds = listed.time_to_live_seconds, more_parameters = listed.more_parameters, read_at = ${at}
    from known join ${listed} on listed.name = known.name and listed.language = known.language
    where m.name = known.name and m.language = known.language`.execute(db)
  await sql`
    with known as (${known})
    delete from meta_templates m using known
    where m.name = known.name and m.language = known.language and m.read_at < ${at}`.execute(db)
  await sql`
    insert into meta_templates (name, language, status, category, parameter_format, words, quality, time_to_live_seconds,
      more_parameters, read_at)
    select distinct on (name, language)
      name, language, status, category, parameter_format, words, quality, time_to_live_seconds, more_parameters, ${at}
    from ${listed} order by name, language
    on conflict (name, language) do nothing`.execute(db)
}

/** The first list is read at the start, not only at the next quarter of an hour. */
export async function readTemplatesSoon(pool: Pool, log: Logger): Promise<void> {
  await pool
    .query(
      "select graphile_worker.add_job('read_meta_templates', job_key := 'read_meta_templates', max_attempts := 5)",
    )
    .catch((err: unknown) =>
      log.warn({ err }, 'Could not add the job that reads the list of templates; the cron will'),
    )
}
