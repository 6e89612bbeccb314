import type { Db } from '@dutybell/shared/db/client'
import type { ConfiguredLanguages } from '@dutybell/shared/templates/languages'
import type { AlertKey } from '../accounts/alert-key.ts'

/** A condition that an operator must act on, while it lasts. */
export interface Alert {
  readonly key: AlertKey
  /** The subject of the mail. */
  readonly subject: string
  /** The problem, in sentences, with the provider's own words. */
  readonly text: string
  /** What the operator must do. */
  readonly action: string
}

export interface ConditionContext {
  readonly db: Db
  /** By the database's clock. */
  readonly now: Temporal.Instant
  readonly time_zone: string
  readonly reminder_time: string
  readonly template_languages: ConfiguredLanguages
  /** Maximum WhatsApp recipients in 24 hours; null: no limit. */
  readonly daily_recipients: number | null
  /** META_WA_APP_SECRET is set, so receipts of WhatsApp are expected. */
  readonly expects_receipts: boolean
  readonly task_names: readonly string[]
}

/** Computes the present alerts from the state of the database alone. */
export type Condition = (ctx: ConditionContext) => Promise<readonly Alert[]>

/** `2026-03-14 18:20 (Asia/Kolkata)` */
export function timeText(instant: Temporal.Instant, time_zone: string): string {
  const local = instant.toZonedDateTimeISO(time_zone)
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} (${time_zone})`
}
