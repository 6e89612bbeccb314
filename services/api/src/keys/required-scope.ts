import type { Scope } from '@dutybell/shared/api-keys/scopes'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's key must allow, where it is not what its path says. */
    scope?: Scope
  }
}

const SCOPE_OF_PATH: readonly (readonly [string, Scope])[] = [
  ['/v1/registrations', 'registrations'],
  ['/v1/duty-assignments', 'assignments'],
  ['/v1/reminders', 'assignments'],
  ['/v1/deliveries', 'deliveries'],
]

/** What nothing says otherwise of wants `admin`. */
export function requiredScope(path: string): Scope {
  return SCOPE_OF_PATH.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? 'admin'
}
