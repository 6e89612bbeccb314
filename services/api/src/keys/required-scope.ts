import type { Scope } from '@dutybell/shared/api-keys/scopes'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The required scope, where it is not the one of the path. */
    scope?: Scope
  }
}

const SCOPE_OF_PATH: readonly (readonly [string, Scope])[] = [
  ['/v1/registrations', 'registrations'],
  ['/v1/imports/registrations', 'registrations'],
  ['/v1/imports/duty-assignments', 'assignments'],
  ['/v1/inbound-messages', 'registrations'],
  ['/v1/duty-assignments', 'assignments'],
  ['/v1/duty-times', 'assignments'],
  ['/v1/days', 'assignments'],
  ['/v1/reminders', 'assignments'],
  ['/v1/deliveries', 'deliveries'],
  ['/v1/alerts', 'deliveries'],
]

/** The default scope is `admin`. */
export function requiredScope(path: string): Scope {
  return SCOPE_OF_PATH.find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1] ?? 'admin'
}
