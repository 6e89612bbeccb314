import type { PreflightLine } from '@dutybell/shared/preflight/results'
import type { TemplateName } from '@dutybell/shared/templates/catalogue'
import { compareTemplate, hasWords, type MetaTemplate } from '@dutybell/shared/templates/compare-template'
import { judge } from './lines.ts'

/** Compares one translation with the catalogue; `rows` are all templates of the account. */
export function checkTemplate(
  name: TemplateName,
  language: string,
  default_language: string,
  rows: readonly MetaTemplate[],
): PreflightLine {
  const subject = { key: `template:${name}:${language}`, title: `Template ${name} (${language})` }
  const compared = hasWords(name, language) ? '' : ' The catalogue has no words in this language to compare.'
  return judge(subject, compareTemplate(name, language, default_language, rows), `APPROVED.${compared}`)
}
