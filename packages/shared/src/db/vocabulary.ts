/** The words the database's check constraints allow, for the generated types. */

export type Channel = 'whatsapp' | 'email'
export type RegistrationStatus = 'active' | 'erased'
export type DutyAssignmentStatus = 'assigned' | 'cancelled'
export type DutyAllotment = 'published' | 'waiting' | 'told_elsewhere'
export type PreflightOutcome = 'ok' | 'warning' | 'failure'
export type AttemptOutcome = 'accepted' | 'refused' | 'unsent' | 'in_doubt'

export const CHANNELS = ['whatsapp', 'email'] as const satisfies readonly Channel[]

export const DELIVERY_STATES = [
  'pending',
  'sending',
  'accepted',
  'sent',
  'delivered',
  'read',
  'in_doubt',
  'held',
  'failed',
  'expired',
  'cancelled',
] as const

export type DeliveryState = (typeof DELIVERY_STATES)[number]
