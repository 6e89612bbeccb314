import type { Db } from '@dutybell/shared/db/client'

/** Something a person must see to, as long as it lasts. */
export interface Alert {
  /** What it is about, such as `channel_paused:whatsapp`: the same key is the same alert. */
  readonly key: string
  /** A few words, for the mail's subject. */
  readonly subject: string
  /** The fault and the action, in sentences. */
  readonly text: string
}

export interface ConditionContext {
  readonly db: Db
  /** By the database's clock. */
  readonly now: Temporal.Instant
  readonly time_zone: string
  readonly reminder_time: string
  /** Maximum WhatsApp recipients in 24 hours; null: no limit. */
  readonly daily_recipients: number | null
}

/** Computes from the database's state alone what is wrong now: nothing is kept from one look to the next. */
export type Condition = (ctx: ConditionContext) => Promise<readonly Alert[]>

/** `2026-03-14 18:20 (Asia/Kolkata)` */
export function timeText(instant: Temporal.Instant, time_zone: string): string {
  const local = instant.toZonedDateTimeISO(time_zone)
  return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} (${time_zone})`
}
