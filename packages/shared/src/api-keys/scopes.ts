/** What a key may do; the database's check constraint knows the same words. */
export const SCOPES = ['registrations', 'assignments', 'deliveries', 'pii', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export function isScope(word: string): word is Scope {
  return SCOPES.some((scope) => scope === word)
}

/** `admin` is every scope but `pii`: who looks after the machine need not see whom it writes to. */
export function allows(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.includes(needed) || (needed !== 'pii' && scopes.includes('admin'))
}
