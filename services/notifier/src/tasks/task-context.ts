import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import type { ReminderContext } from '@dutybell/shared/reminders/run-reminders'
import type { Pool } from 'pg'
import type { NotifierConfig } from '../config.ts'
import { graphAccount } from '../templates/graph-account.ts'
import type { TaskContext } from './task-list.ts'

export interface TaskParts {
  readonly config: NotifierConfig
  readonly db: Db
  readonly pool: Pool
  readonly log: Logger
  readonly clock: Omit<ReminderContext, 'db'>
  readonly expects_receipts: boolean
  readonly wake: () => void
  readonly wakeWebhooks: () => void
}

/** What each task needs of the configuration. */
export function taskContext(parts: TaskParts): TaskContext {
  const { config, db, pool, log, clock, expects_receipts, wake, wakeWebhooks } = parts
  const mail = { smtp_url: config.SMTP_URL, from: config.EMAIL_FROM, to: config.ALERT_EMAIL, log }
  const account = graphAccount(config)
  const { template_languages } = clock
  const daily_recipients = config.META_WA_DAILY_RECIPIENTS ?? null
  return {
    reminders: { db, ...clock },
    alerts: { db, ...clock, daily_recipients, expects_receipts, mail, log },
    inbound: { db, time_zone: config.TIME_ZONE, mail },
    digest: { db, ...clock, expects_receipts, mail: { ...mail, to: config.COORDINATOR_EMAIL } },
    held_templates: { db, log, account },
    meta_templates: { db, log, account, template_languages },
    templates: { db, default_country: config.DEFAULT_COUNTRY, template_languages },
    preflight: { config, db },
    retention: { db, log, time_zone: config.TIME_ZONE, retention_days: config.RETENTION_DAYS ?? null },
    pool,
    log,
    wake,
    wakeWebhooks,
  }
}
