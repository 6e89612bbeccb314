import type { TaskList } from 'graphile-worker'
import type { Pool } from 'pg'
import { tellAllDuties } from '@dutybell/shared/duties/tell-all-duties'
import { processReminders, type ReminderContext } from '@dutybell/shared/reminders/run-reminders'
import type { Logger } from '@dutybell/shared/logger'
import { watch, type WatchContext } from '../alerts/watch.ts'
import { type DigestContext, mailDigest } from '../digest/mail-digest.ts'
import { mailEmailPreferences } from '../operator-mail/mail-email-preferences.ts'
import { mailInbound, type MailInboundContext } from '../operator-mail/mail-inbound.ts'
import { type HeldTemplatesContext, recheckHeldTemplates } from '../templates/recheck-held-templates.ts'
import { type MetaTemplatesContext, readMetaTemplates } from '../templates/meta-templates.ts'
import { eraseOld, type RetentionContext } from '../retention/erase-old.ts'
import { releaseDeadWorkers } from '../worker/release-dead-workers.ts'
import { type PreflightContext, preflightJob } from '../preflight/run-preflight.ts'
import { forgetIdempotencyKeys } from './forget-idempotency-keys.ts'
import { sendReminders } from './send-reminders.ts'
import { sendTemplate, type SendTemplateContext } from './send-template.ts'

export interface TaskContext {
  readonly reminders: ReminderContext
  readonly templates: SendTemplateContext
  readonly alerts: Omit<WatchContext, 'task_names'>
  readonly inbound: MailInboundContext
  readonly digest: DigestContext
  readonly held_templates: HeldTemplatesContext
  readonly meta_templates: MetaTemplatesContext
  readonly retention: RetentionContext
  readonly preflight: Omit<PreflightContext, 'signal'>
  readonly pool: Pool
  readonly log: Logger
  /** Wakes the drain loops of this process. */
  readonly wake: () => void
  /** Wakes the loop that applies webhooks. */
  readonly wakeWebhooks: () => void
}

/** The tasks of graphile-worker: wake-ups, cron and operators' jobs, all of them short. */
export function createTaskList({
  reminders,
  templates,
  alerts,
  inbound,
  digest,
  held_templates,
  meta_templates,
  retention,
  preflight,
  pool,
  log,
  wake,
  wakeWebhooks,
}: TaskContext): TaskList {
  const remind = async (payload: unknown): Promise<void> => {
    const { date, dry_run, published, skipped } = await sendReminders(reminders, payload)
    const counts = { date, published: published.length, skipped: skipped.length }
    if (dry_run) return log.info(counts, 'Dry run: these reminders would be published')
    log.info(counts, 'Reminders published by an operator')
    wake()
  }

  const tellDuties = async (): Promise<void> => {
    const messages = await tellAllDuties(reminders)
    if (messages === 0) return
    log.info({ messages }, 'Messages about duties published')
    wake()
  }

  const publishDueReminders = async (): Promise<void> => {
    const run = await processReminders(reminders)
    if (!run) return
    log.info(
      { date: run.date, published: run.published.length, skipped: run.skipped.length },
      'Reminders published',
    )
    wake()
  }

  const tasks: TaskList = {
    drain_outbox: () => wake(),

    process_reminders: async () => {
      try {
        await tellDuties()
      } finally {
        await publishDueReminders() // also when telling fails: the reminders have a deadline
      }
    },

    send_reminders: remind,

    // The name of the task in the Celery application that this replaces.
    'registrations.process_reminders': remind,

    send_template: async (payload, { job }) => {
      await sendTemplate(templates, { id: job.id, payload, created_at: job.created_at })
      wake()
    },

    apply_webhooks: () => wakeWebhooks(),

    watch: (_payload, { abortSignal }) =>
      watch({ ...alerts, task_names: Object.keys(tasks), mail: { ...alerts.mail, signal: abortSignal } }),

    mail_inbound: async (_payload, { abortSignal }) => {
      const context = { ...inbound, mail: { ...inbound.mail, signal: abortSignal } }
      await mailInbound(context)
      await mailEmailPreferences(context)
    },

    mail_digest: (_payload, { abortSignal }) =>
      mailDigest({ ...digest, mail: { ...digest.mail, signal: abortSignal } }),

    look_at_held_templates: async (_payload, { abortSignal }) => {
      await recheckHeldTemplates(held_templates, abortSignal ?? new AbortController().signal)
      wake()
    },

    read_meta_templates: (_payload, { abortSignal }) =>
      readMetaTemplates(meta_templates, abortSignal ?? new AbortController().signal),

    forget_idempotency_keys: () => forgetIdempotencyKeys(pool),

    erase_old: (_payload, { abortSignal }) =>
      eraseOld(retention, abortSignal ?? new AbortController().signal),

    preflight: (_payload, { abortSignal }) =>
      preflightJob({ ...preflight, log, signal: abortSignal ?? new AbortController().signal }),

    release_dead_workers: () => releaseDeadWorkers(pool, log),
  }
  return tasks
}
