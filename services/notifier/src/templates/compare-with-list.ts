import { isTemplateName, type TemplateName } from '@dutybell/shared/templates/catalogue'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import type { TemplateRow } from '../providers/whatsapp/read-templates.ts'
import { isSameLanguage, type TemplateUpdate } from './read-template-update.ts'

/** A translation as it was stored before the list was read. */
export interface StoredTemplate {
  readonly name: string
  readonly language: string
  readonly status: string | null
  readonly category: string | null
  readonly quality: string | null
}

/** The templates of Meta's list that webhooks should have reported, as the webhooks would have. */
export interface Unreported {
  /** Differ from what was stored, so that a webhook was lost: they have its effects. */
  readonly changed: readonly TemplateUpdate[]
  /** Nothing was stored, or the template is gone: only news, as an operator may have decided about it before. */
  readonly found: readonly TemplateUpdate[]
}

export function compareWithList(
  stored: readonly StoredTemplate[],
  rows: readonly TemplateRow[],
  languages: ConfiguredLanguages,
): Unreported {
  const compared = languages.map((language) => compareIn(language, stored, rows))
  return {
    changed: compared.flatMap(({ changed }) => changed),
    found: compared.flatMap(({ found }) => found),
  }
}

function compareIn(
  language: string,
  stored: readonly StoredTemplate[],
  rows: readonly TemplateRow[],
): Unreported {
  const before = byOwnName(stored, language)
  const now = byOwnName(rows, language)
  const facts = [...now].flatMap(([name, row]) => factsOf({ name, language }, row, before.get(name)))
  const gone = [...before.keys()].filter((name) => !now.has(name))
  return {
    changed: facts.filter(({ was, is }) => was !== null && was !== is).map(({ update }) => update),
    found: [
      ...facts.filter(({ was }) => was === null).map(({ update }) => update),
      ...gone.map((name) => statusOf({ name, language }, 'DELETED', null)),
    ],
  }
}

function byOwnName<Row extends { readonly name: string; readonly language: string }>(
  rows: readonly Row[],
  language: string,
): ReadonlyMap<TemplateName, Row> {
  return new Map(
    rows.flatMap((row) =>
      isTemplateName(row.name) && isSameLanguage(row.language, language) ? [[row.name, row] as const] : [],
    ),
  )
}

interface Translation {
  readonly name: TemplateName
  readonly language: string
}

interface Fact {
  readonly was: string | null
  readonly is: string
  readonly update: TemplateUpdate
}

function factsOf(of: Translation, row: TemplateRow, before: StoredTemplate | undefined): Fact[] {
  const { status, category, quality } = row
  return [
    { was: before?.status ?? null, is: status, update: statusOf(of, status, category) },
    {
      was: before?.category ?? null,
      is: category,
      update: { ...of, kind: 'template_category', category, impending: null },
    },
    ...(quality === null
      ? []
      : [
          {
            was: before?.quality ?? null,
            is: quality,
            update: { ...of, kind: 'template_quality', quality } as const,
          },
        ]),
  ]
}

function statusOf(of: Translation, event: string, category: string | null): TemplateUpdate {
  return { ...of, kind: 'template_status', event, category, text: '' }
}
