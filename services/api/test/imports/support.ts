import { createHash } from 'node:crypto'
import { ADMIN_SECRET, type Answer, type Api } from '../start-api.ts'

export const sha256 = (file: string) => createHash('sha256').update(file).digest('hex')

export function importFile(
  api: Api,
  kind: 'registrations' | 'duty-assignments',
  file: string | Buffer,
  { query = 'notify=now', secret = ADMIN_SECRET, type = 'text/csv' } = {},
): Promise<Answer> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': type }
  return api.call({ method: 'POST', url: `/v1/imports/${kind}?${query}`, headers, payload: file })
}

interface ResultOfRow {
  readonly line: number
  readonly outcome: string
  readonly id?: string
  readonly warnings: readonly string[]
  readonly problem?: { code: string; detail: string; errors?: { pointer: string; code: string }[] }
}

function resultsOf(json: Answer['json']): ResultOfRow[] {
  return Object(json['results'] ?? [])
}

/** Each row on a line: what became of it, and why. */
export function brief({ json }: Answer): string[] {
  return resultsOf(json).map(({ line, outcome, warnings, problem }) => {
    const why = problem?.errors?.map(({ code }) => code).join(' ') ?? problem?.code ?? ''
    return [line, outcome, why, ...warnings.map((warning) => warning.split(':')[0])].join(' ').trim()
  })
}

export function idOf({ json }: Answer, line: number): string | undefined {
  return resultsOf(json).find((result) => result.line === line)?.id
}
