import type { Db } from '@dutybell/shared/db/client'
import type { Fault } from '@dutybell/shared/preflight/results'
import { TEMPLATE_NAMES, type TemplateName, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { compareTemplate } from '@dutybell/shared/templates/compare-template'
import { type ConfiguredLanguages, wordsOf } from '@dutybell/shared/templates/languages'

/** A translation of the catalogue beside what Meta has. */
export interface ComparedTemplate {
  readonly name: TemplateName
  readonly language: string
  /** Of the catalogue. */
  readonly words: string
  /** By WhatsApp it is sent only where it is approved. */
  readonly optional: boolean
  /** Null: Meta has none of this name and language, or its list was never read. */
  readonly at_meta: {
    readonly status: string | null
    readonly quality: string | null
    readonly words: string | null
    readonly read_at: string
  } | null
  /** As `pnpm preflight` has them; none where Meta's list was never read. */
  readonly faults: readonly Fault[]
  /** Why it is held; null: it is not. */
  readonly held: string | null
}

/** Every template in every configured language, in the order of the catalogue. */
export async function compareTemplates({
  db,
  template_languages,
}: {
  readonly db: Db
  readonly template_languages: ConfiguredLanguages
}): Promise<readonly ComparedTemplate[]> {
  const [default_language] = template_languages
  const rows = await db.selectFrom('meta_templates').selectAll().execute()
  const held = await db
    .selectFrom('templates')
    .select(['name', 'language', 'reason'])
    .where('state', '=', 'held')
    .execute()
  return TEMPLATE_NAMES.flatMap((name) =>
    template_languages.map((language) => {
      const row = rows.find((row) => row.name === name && row.language === language)
      const hold = held.find((row) => row.name === name && row.language === language)
      return {
        name,
        language,
        words: wordsOf(name, language, default_language).body,
        optional: TEMPLATES[name].optional,
        at_meta: row === undefined ? null : { ...row, read_at: row.read_at.toString() },
        faults: rows.length === 0 ? [] : compareTemplate(name, language, default_language, rows),
        held: hold === undefined ? null : (hold.reason ?? 'No reason was given.'),
      }
    }),
  )
}
