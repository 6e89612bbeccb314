import { catalogued } from './catalogue.ts'

/** `document` with the present table in place of the one it has. */
export function withErrorTable(document: string): string {
  const rows = catalogued().map(
    ({ code, status, means, to_do }) => `| \`${code}\` | ${status} | ${means} | ${to_do} |`,
  )
  const table = ['| code | status | what happened | what to do |', '|---|---|---|---|', ...rows]
  return document.replace(/^\| code \|(?:.*\n)(?:\|.*\n)*/m, () => `${table.join('\n')}\n`)
}
