import type { ErrorCode } from '@dutybell/shared/errors'
import { DOMAIN_ERRORS } from './domain-errors.ts'
import { DUTY_ERRORS } from './duty-errors.ts'
import { REQUEST_ERRORS } from './request-errors.ts'

export interface CatalogueEntry {
  readonly status: number
  readonly title: string
  readonly means: string
  readonly to_do: string
}

/** The one source of each error: answers, the OpenAPI document, `/docs` and `docs/errors.md` are made from it. */
export const CATALOGUE: Readonly<Record<ErrorCode, CatalogueEntry>> = {
  ...REQUEST_ERRORS,
  ...DUTY_ERRORS,
  ...DOMAIN_ERRORS,
}

/** A URN, because the code identifies the error and no page has to be served for it. */
export function problemType(code: string): string {
  return `urn:dutybell:error:${code}`
}

/** The catalogue as a Markdown table, in the order of the status. */
export function errorTable(): string {
  const rows = Object.entries(CATALOGUE)
    .toSorted(([, a], [, b]) => a.status - b.status)
    .map(([code, { status, means, to_do }]) => `| \`${code}\` | ${status} | ${means} | ${to_do} |`)
  return ['| code | status | what happened | what to do |', '|---|---|---|---|', ...rows].join('\n')
}

/** `document` with the present table in place of the old one. */
export function withErrorTable(document: string): string {
  return document.replace(/^\| code \|(?:.*\n)(?:\|.*\n)*/m, () => `${errorTable()}\n`)
}
