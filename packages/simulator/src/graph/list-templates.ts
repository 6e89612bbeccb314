import type { GraphErrorFacts } from './graph-error.ts'

type Row = Readonly<Record<string, unknown>>

const DEFAULT_LIMIT = 25
const BASIC_FIELDS = ['name', 'status', 'category', 'language', 'components', 'parameter_format']

/** Filters are comma-joined; `name` matches any part of a name, as in the Graph API. */
export function listTemplates(
  rows: readonly Row[],
  query: Readonly<Record<string, string>>,
  here: URL,
): { readonly body: unknown } | { readonly error: GraphErrorFacts } {
  const wanted = rows.filter(
    (row) =>
      String(row['name']).includes(query['name'] ?? '') &&
      isAmong(row['language'], query['language']) &&
      isAmong(row['status'], query['status']?.toUpperCase()) &&
      isAmong(row['category'], query['category']?.toUpperCase()),
  )
  const start = positionOf(query['after'])
  if (start === undefined) return { error: { code: 131059 } }
  const limit = Math.max(1, Math.trunc(Number(query['limit'])) || DEFAULT_LIMIT)
  const names = new Set(['id', ...(query['fields']?.split(',').map((name) => name.trim()) ?? BASIC_FIELDS)])
  const page = wanted.slice(start, start + limit)
  const data = page.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name))))
  const end = start + page.length
  if (page.length === 0) return { body: { data } }

  const paging: Record<string, unknown> = { cursors: { before: cursorAt(start), after: cursorAt(end) } }
  if (end < wanted.length) {
    here.searchParams.set('after', cursorAt(end))
    paging['next'] = here.href
  }
  return { body: { data, paging } }
}

function isAmong(value: unknown, allowed: string | undefined): boolean {
  return allowed === undefined || allowed.split(',').includes(String(value))
}

function cursorAt(position: number): string {
  return Buffer.from(`cursor:${position}`).toString('base64url')
}

function positionOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined || cursor === '') return 0
  const position = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  return position === undefined ? undefined : Number(position)
}
