import type { Scope } from '@dutybell/shared/api-keys/scopes'
import type { IconName } from '../parts/icon.ts'

export interface Destination {
  readonly path: string
  readonly name: string
  readonly icon: IconName
  /** A key with one of these opens it. */
  readonly scopes: readonly Scope[]
  /** It must have this one as well. */
  readonly also?: Scope
  /** On a phone: stands in the menu "More". */
  readonly is_minor?: true
}

const DESTINATIONS = [
  { path: '/console/today', name: 'Today', icon: 'today', scopes: ['deliveries'] },
  { path: '/console/days', name: 'Day', icon: 'day', scopes: ['assignments'] },
  { path: '/console/roster', name: 'Roster', icon: 'roster', scopes: ['assignments'] },
  { path: '/console/people', name: 'People', icon: 'people', scopes: ['registrations'] },
  { path: '/console/messages', name: 'Messages', icon: 'messages', scopes: ['deliveries'] },
  { path: '/console/reminders', name: 'Reminders', icon: 'clock', scopes: ['assignments'], is_minor: true },
  {
    path: '/console/import',
    name: 'Import',
    icon: 'import',
    scopes: ['registrations', 'assignments'],
    also: 'pii',
    is_minor: true,
  },
  { path: '/console/inbox', name: 'Inbox', icon: 'inbox', scopes: ['registrations'], is_minor: true },
  {
    path: '/console/settings',
    name: 'Settings',
    icon: 'settings',
    scopes: ['assignments', 'deliveries', 'admin'],
    is_minor: true,
  },
] as const satisfies readonly Destination[]

export type Place = (typeof DESTINATIONS)[number]['path']

export function destinationsFor(may: (scope: Scope) => boolean): readonly Destination[] {
  const all: readonly Destination[] = DESTINATIONS
  return all.filter(({ scopes, also }) => scopes.some(may) && (also === undefined || may(also)))
}
