/** The subjects of alerts. Each has a section of this name in docs/runbook.md. */
export const ALERT_SUBJECTS = [
  'channel_paused',
  'quota_used_up',
  'template_held',
  'reminders_missed',
  'overdue',
  'daily_recipients',
  'database_restored',
  'sign_up_flood',
  'unreachable_recipients',
  'receipts_missing',
  'job_failed',
  'job_unknown',
  'settings_differ',
  'zone_data_of_postgres',
  'clock_differs',
  'loop_stopped',
  'account_update',
  'phone_number_quality',
  'phone_number_quality_update',
  'messaging_limit',
  'business_capability_update',
  'template_quality',
  'template_status',
  'template_category',
  'template_category_impending',
  'standby',
] as const

type Subject = (typeof ALERT_SUBJECTS)[number]

/** Identifies an alert, such as `channel_paused:whatsapp`. */
export type AlertKey = Subject | `${Subject}:${string}`

export function isAlertKey(key: string): key is AlertKey {
  return ALERT_SUBJECTS.some((subject) => subject === subjectOf(key))
}

/** `Runbook: docs/runbook.md#channel_paused.` */
export function runbookReference(key: string): string {
  return `Runbook: docs/runbook.md#${subjectOf(key)}.`
}

function subjectOf(key: string): string {
  return key.split(':', 1)[0] ?? key
}
