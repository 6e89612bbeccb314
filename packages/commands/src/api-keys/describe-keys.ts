import type { KeyRow } from '@dutybell/api/keys/queries'

const HEADINGS = ['PREFIX', 'NAME', 'STATE', 'SCOPES', 'CREATED', 'EXPIRES', 'LAST USED']

/** A table for the person who asked. */
export function describeKeys(keys: readonly KeyRow[]): string {
  if (keys.length === 0) return 'No key was made yet.'
  const rows = keys.map((key) => [
    key.prefix,
    key.name,
    stateOf(key),
    key.scopes.join(','),
    `${minute(key.created_at)} by ${key.created_by}`,
    key.expires_at === null ? 'never' : minute(key.expires_at),
    key.last_used_at === null ? 'never' : minute(key.last_used_at),
  ])
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  return [HEADINGS, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function stateOf({ revoked_at, is_expired }: KeyRow): string {
  if (revoked_at !== null) return 'revoked'
  return is_expired ? 'expired' : 'valid'
}

function minute(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'minute' })
}
