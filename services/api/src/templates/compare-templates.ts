import type { Db } from '@dutybell/shared/db/client'
import { TEMPLATE_NAMES, type TemplateName, TEMPLATES } from '@dutybell/shared/templates/catalogue'
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
    readonly category: string | null
    readonly quality: string | null
    readonly words: string | null
    readonly read_at: string
  } | null
  /** A sentence for each thing that a person should correct at Meta. */
  readonly differences: readonly string[]
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
  const rows = await db.selectFrom('meta_templates').selectAll().execute()
  const held = await db
    .selectFrom('templates')
    .select(['name', 'language', 'reason'])
    .where('state', '=', 'held')
    .execute()
  return TEMPLATE_NAMES.flatMap((name) =>
    template_languages.map((language) => {
      const words = wordsOf(name, language, template_languages[0]).body
      const row = rows.find((row) => row.name === name && isSameLanguage(row.language, language))
      const hold = held.find((row) => row.name === name && row.language === language)
      const at_meta = row === undefined ? null : { ...row, read_at: row.read_at.toString() }
      return {
        name,
        language,
        words,
        optional: TEMPLATES[name].optional,
        at_meta,
        differences: at_meta === null ? [] : differencesOf(name, words, at_meta),
        held: hold === undefined ? null : (hold.reason ?? 'No reason was given.'),
      }
    }),
  )
}

function differencesOf(
  name: TemplateName,
  words: string,
  meta: NonNullable<ComparedTemplate['at_meta']> & {
    readonly parameter_format: string | null
    readonly time_to_live_seconds: number | null
  },
): string[] {
  const { category, time_to_live_seconds } = TEMPLATES[name]
  const ttl = meta.time_to_live_seconds
  return [
    meta.words !== null && lines(meta.words) !== lines(words) && 'Its words differ from the catalogue.',
    meta.category !== null &&
      meta.category !== category &&
      `Its category is ${meta.category}, and should be ${category}.`,
    meta.parameter_format !== null &&
      meta.parameter_format !== 'POSITIONAL' &&
      'Its parameters have names, and should have numbers.',
    ttl !== null &&
      ttl !== time_to_live_seconds &&
      `Meta tries to deliver it for ${secondsText(ttl)}, and should for ${secondsText(time_to_live_seconds)}.`,
  ].filter((sentence) => sentence !== false)
}

function lines(words: string): string {
  return words.replaceAll('\r\n', '\n').trim()
}

function secondsText(seconds: number): string {
  return seconds === -1 ? '30 days' : `${seconds} seconds`
}

/** Meta writes `en_US` in requests and `en-US` in places. */
function isSameLanguage(a: string, b: string): boolean {
  return a.replaceAll('-', '_').toLowerCase() === b.replaceAll('-', '_').toLowerCase()
}
