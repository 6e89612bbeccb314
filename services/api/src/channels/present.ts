import { adviseOnPause } from '@dutybell/shared/channels/advise'
import { MAIL_ERROR_ACTIONS } from '@dutybell/shared/email/mail-errors'
import type { DailyRecipients } from '@dutybell/shared/channels/daily-recipients'
import type { HeartbeatRow } from '@dutybell/shared/heartbeats/find-heartbeats'
import type { PersonalView } from '../pii/personal-view.ts'
import { presentTemplate } from '../templates/present.ts'
import type { TemplateRow } from '../templates/queries.ts'
import type { ChannelRow } from '@dutybell/shared/channels/find-channels'
import type { ChannelStatus, Heartbeat } from './schemas.ts'

export function presentChannel(
  row: ChannelRow,
  more: {
    /** The pace without a rate limit of the provider. */
    readonly messages_per_second: number
    readonly daily: DailyRecipients | null
    readonly delivery_mode: string | null
    readonly templates: readonly TemplateRow[]
  },
  view: PersonalView,
): ChannelStatus {
  const templates = more.templates.map((template) => presentTemplate(template, view))
  const slowed_to = row.slowed_to !== null && row.slowed_to < more.messages_per_second ? row.slowed_to : null
  return {
    channel: row.channel,
    state: stateOf(row, slowed_to),
    paused_at: row.paused_at?.toString() ?? null,
    paused_by: row.paused_by,
    pause_reason: view.text(row.pause_reason),
    pause_code: row.pause_code,
    probe_at: row.probe_at?.toString() ?? null,
    slow_until: row.slow_until?.toString() ?? null,
    messages_per_second: slowed_to,
    unfinished: {
      pending: row.pending,
      waiting: row.waiting,
      sending: row.sending,
      in_doubt: row.in_doubt,
      held: [...row.held],
    },
    oldest_due_at: row.oldest_due_at?.toString() ?? null,
    daily: more.daily,
    templates,
    delivery_mode: more.delivery_mode,
    action: adviceFor(row) ?? templates[0]?.action ?? (row.slow_until === null ? null : RATE_LIMITED),
  }
}

export function presentHeartbeat(row: HeartbeatRow): Heartbeat {
  const { service, name, version, settings, clock_offset_ms } = row
  return {
    service,
    name,
    version,
    settings: { ...settings },
    clock_offset_ms,
    started_at: row.started_at.toString(),
    seen_at: row.seen_at.toString(),
  }
}

const RATE_LIMITED =
  'Sending continues by itself at slow_until. If the wait is an hour, check the quality and the limit of the number in WhatsApp Manager.'

function adviceFor(row: ChannelRow): string | null {
  if (row.paused_at !== null) return adviseOnPause(row)
  return row.quota_tries > 0 ? MAIL_ERROR_ACTIONS.quota : null
}

/** In the order of the checks of a claim. */
function stateOf(row: ChannelRow, slowed_to: number | null): ChannelStatus['state'] {
  if (row.paused_at !== null) return 'paused'
  if (row.slow_until !== null) return 'slow'
  if (row.is_trial) return 'trial'
  return slowed_to === null ? 'running' : 'slow'
}
