import { KEY_NAME } from '@dutybell/api/keys/create-key'
import { isScope, type Scope, SCOPES } from '@dutybell/shared/api-keys/scopes'
import { UsageError } from '@dutybell/shared/errors'

type Given = string | boolean | undefined

/** @throws {UsageError} for a name that cannot be, or is taken by ADMIN_API_KEYS */
export function readName(given: Given, taken: readonly string[]): string {
  if (typeof given !== 'string' || !KEY_NAME.test(given)) {
    throw new UsageError('Give --name: at most 60 letters, digits, - and _.')
  }
  if (taken.includes(given))
    throw new UsageError(`A key of ADMIN_API_KEYS is called ${given}: give another name.`)
  return given
}

/** @throws {UsageError} */
export function readScopes(given: Given): Scope[] {
  const words = typeof given === 'string' ? given.split(',').map((word) => word.trim()) : []
  const scopes = words.filter((word) => isScope(word))
  if (scopes.length > 0 && scopes.length === words.length) return [...new Set(scopes)]
  throw new UsageError(`Give --scopes: one or more of ${SCOPES.join(', ')}, separated by commas.`)
}

/**
 * @returns an interval as Postgres reads it; null without an end
 * @throws {UsageError}
 */
export function readLifetime(given: Given): string | null {
  if (given === undefined) return null
  const [, count = '', unit] = /^([1-9]\d{0,4})([dh])$/.exec(String(given)) ?? []
  if (unit === undefined) throw new UsageError('Give --expires as days or hours, such as 90d or 12h.')
  return `${count} ${unit === 'd' ? 'days' : 'hours'}`
}
