import { sql } from 'kysely'
import { adviseOnHold, adviseOnPause } from '@dutybell/shared/channels/advise'
import { MAIL_ERROR_ACTIONS } from '@dutybell/shared/email/mail-errors'
import { NOTIFIER, RESTORE } from '@dutybell/shared/channels/channel-control'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import { TEMPLATE_NAMES, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { findRestorePause } from '../../restore/restore-pause.ts'
import { type Alert, type ConditionContext, timeText } from '../alert.ts'

interface Pause {
  readonly channel: Channel
  readonly paused_at: Temporal.Instant | null
  readonly paused_by: string | null
  readonly pause_reason: string | null
  readonly pause_code: string | null
}

const NAMES: Readonly<Record<Channel, string>> = { whatsapp: 'WhatsApp', email: 'E-mail' }

/** A pause ends only when the trial message is sent. A restored database has its own alert. */
export async function findPausedChannels({ db, time_zone }: ConditionContext): Promise<readonly Alert[]> {
  const { rows } = await sql<Pause>`
    select c.channel, c.paused_at, c.paused_by, c.pause_reason, c.pause_code from channels c
    where c.paused_at is not null and c.paused_by is distinct from ${RESTORE}
      or c.is_trial and exists (
        select from alerts a where a.key = 'channel_paused:' || c.channel and a.cleared_at is null
      )
    order by c.channel`.execute(db)
  return rows.map((pause) => ({
    key: `channel_paused:${pause.channel}`,
    subject: `${NAMES[pause.channel]} is paused`,
    text: [
      `Nothing is sent by ${NAMES[pause.channel]}${pause.paused_at ? ` since ${timeText(pause.paused_at, time_zone)}` : ''}.`,
      `Cause: ${pause.pause_reason ?? 'not given'}`,
      pause.paused_by === NOTIFIER
        ? 'The notifier probes the provider and resumes by itself. Messages wait, and are sent if they are still true.'
        : `Paused by ${pause.paused_by ?? 'an operator'}, who must resume it. Messages wait, and are sent if they are still true.`,
    ].join('\n'),
    // The trial after a pause has no origin of a pause.
    action: adviseOnPause({ ...pause, paused_by: pause.paused_at ? pause.paused_by : NOTIFIER }),
  }))
}

/** Over HTTP and in the metrics too, since the mail may be what fails. */
export async function findExhaustedQuotas({
  db,
  time_zone,
}: Pick<ConditionContext, 'db' | 'time_zone'>): Promise<readonly Alert[]> {
  const channels = await db
    .selectFrom('channels')
    .select(['channel', 'quota_since', 'quota_text'])
    .where('quota_tries', '>', 0)
    .orderBy('channel')
    .execute()
  return channels.map(({ channel, quota_since, quota_text }) => ({
    key: `quota_used_up:${channel}`,
    subject: `The quota of ${NAMES[channel]} is used up`,
    text: [
      `The provider accepts no message by ${NAMES[channel]}${quota_since ? ` since ${timeText(quota_since, time_zone)}` : ''}.`,
      `Cause: ${quota_text ?? 'not given'}`,
      'One message tries after minutes, then every two hours; the others wait, and are sent if they are still true.',
    ].join('\n'),
    action: MAIL_ERROR_ACTIONS.quota,
  }))
}

interface Hold {
  readonly name: string
  readonly language: string
  readonly reason: string | null
  readonly hold_code: string | null
}

const OPTIONAL_TEMPLATES = TEMPLATE_NAMES.filter((name) => TEMPLATES[name].optional)

/** An optional template that is held needs an operator only while messages of it wait. */
export async function findHeldTemplates({ db }: Pick<ConditionContext, 'db'>): Promise<readonly Alert[]> {
  const { rows } = await sql<Hold>`
    select t.name, t.language, t.reason, t.hold_code from templates t
    where t.state = 'held' and (t.name <> all (${OPTIONAL_TEMPLATES}::text[]) or exists (
      select from deliveries d where d.queue_state = 'held' and d.reason = 'template' and d.template = t.name and d.language = t.language
    ))
    order by t.name, t.language`.execute(db)
  return rows.map(({ name, language, reason, hold_code }) => ({
    key: `template_held:${name}:${language}`,
    subject: `The template ${name} (${language}) is held`,
    text: [
      `WhatsApp messages of the template ${name} in the language ${language} are not sent. E-mail is sent as usual.`,
      `Cause: ${reason ?? 'not given'}`,
      'When the template is released, held messages are sent if they are still true.',
    ].join('\n'),
    action: adviseOnHold(hold_code, reason),
  }))
}

export async function findRestoredDatabase({ db }: ConditionContext): Promise<readonly Alert[]> {
  const reason = await findRestorePause(db)
  if (reason === undefined) return []
  return [
    {
      key: 'database_restored',
      subject: 'The database was restored: sending is paused',
      text: reason,
      action: 'Check the database, then run: pnpm resume --after-restore.',
    },
  ]
}

/** Running notifiers of which a loop stopped after internal errors; another notifier may send meanwhile. */
export async function findStoppedLoops({ db }: ConditionContext): Promise<readonly Alert[]> {
  const { rows } = await sql<{ name: string; stopped_loops: string[] }>`
    select name, stopped_loops from heartbeats
    where stopped_loops <> '{}' and seen_at > clock_timestamp() - interval '45 seconds'
    order by name`.execute(db)
  return rows.map(({ name, stopped_loops }) => ({
    key: `loop_stopped:${name}`,
    subject: `The notifier ${name} stopped sending`,
    text: stopped_loops.join(' '),
    action: `Look for "Internal error" in the log of ${name}, end the cause, and restart it. Deliveries keep their attempts.`,
  }))
}
