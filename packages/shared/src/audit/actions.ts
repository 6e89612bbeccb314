/** What the audit log tells of, as `<subject>.<what became of it>`. */
export const AUDIT_ACTIONS = [
  'registration.changed',
  'registration.erased',
  'registration.number_changed',
  'registration.number_kept',
  'preference.suppressed',
  'preference.resumed',
  'preference.superseded',
  'preference.not_attributed',
  'duty_assignment.created',
  'duty_assignment.moved',
  'duty_assignment.cancelled',
  'duty_assignment.handed_over',
  'duty_assignment.swapped',
  'duty_assignments.published',
  'duty_time.created',
  'duty_time.changed',
  'duty_time.deleted',
  'reminders.run',
  'delivery.retried',
  'deliveries.retried',
  'channel.paused',
  'channel.resumed',
  'template.released',
  'api_key.created',
  'api_key.revoked',
  'personal_data.revealed',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

export const AUDIT_SUBJECTS = [
  'registration',
  'inbound_message',
  'duty_assignment',
  'duty_time',
  'delivery',
  'reminders',
  'channel',
  'template',
  'api_key',
  'answer',
] as const
export type AuditSubject = (typeof AUDIT_SUBJECTS)[number]
