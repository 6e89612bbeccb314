import { adviseOnError } from '@dutybell/shared/channels/advise'
import { isTemplateName } from '@dutybell/shared/templates/catalogue'
import { type ConfiguredLanguages, wordsOf } from '@dutybell/shared/templates/languages'
import { renderTemplate } from '@dutybell/shared/templates/render'
import type { CsvTable } from '../csv/answer-csv.ts'
import type { PersonalView, WithView } from '../pii/personal-view.ts'
import { presentEvents } from './present-events.ts'
import type { AttemptRow, DeliveryRow, History, MessageRow } from './queries.ts'
import { type Attempt, type Delivery, DeliveryItem } from './schemas.ts'

export interface PresentContext extends WithView {
  /** Of the messages, the default first. */
  readonly template_languages: ConfiguredLanguages
}

export function presentDeliveryItem(
  row: DeliveryRow,
  message: MessageRow | undefined,
  { view, template_languages }: PresentContext,
): DeliveryItem {
  const { last_error_code: code, last_error_text: text } = row
  return {
    id: row.id,
    registration_id: row.registration_id,
    full_name: message?.full_name ?? null,
    state: row.state,
    reason: row.reason,
    channel: row.channel,
    template: row.template,
    language: row.language || null,
    text: view.text(textOf(row, message?.parameters ?? [], template_languages)),
    duty_date: message?.duty_date ?? null,
    recipient: view.recipient(row.recipient),
    attempts: row.attempts,
    possible_duplicate: row.possible_duplicate,
    withdrawn: row.withdrawn,
    provider_message_id: view.messageId(row.provider_message_id),
    last_error:
      code === null && text === null
        ? null
        : { code, text: view.text(text), action: adviseOnError(row.channel, code, text) },
    created_at: row.created_at.toString(),
    expires_at: row.expires_at.toString(),
    next_attempt_at: row.next_attempt_at?.toString() ?? null,
    sending_at: row.sending_at?.toString() ?? null,
    in_doubt_at: row.in_doubt_at?.toString() ?? null,
    held_at: row.held_at?.toString() ?? null,
    accepted_at: row.accepted_at?.toString() ?? null,
    sent_at: row.sent_at?.toString() ?? null,
    delivered_at: row.delivered_at?.toString() ?? null,
    read_at: row.read_at?.toString() ?? null,
    failed_at: row.failed_at?.toString() ?? null,
    expired_at: row.expired_at?.toString() ?? null,
    cancelled_at: row.cancelled_at?.toString() ?? null,
  }
}

export const DELIVERY_TABLE: CsvTable<DeliveryItem> = {
  name: 'deliveries',
  columns: Object.keys(DeliveryItem.properties).flatMap((column) =>
    column === 'last_error' ? ['last_error_code', 'last_error_text', 'last_error_action'] : [column],
  ),
  toRow: ({ last_error, ...item }) => ({
    ...item,
    last_error_code: last_error?.code ?? null,
    last_error_text: last_error?.text ?? null,
    last_error_action: last_error?.action ?? null,
  }),
}

export type DeliveryWithHistory = Omit<Delivery, 'duty_assignment_ids'>

export function presentWithHistory(
  row: DeliveryRow,
  message: MessageRow | undefined,
  { attempts, retries }: History,
  ctx: PresentContext,
): DeliveryWithHistory {
  return {
    ...presentDeliveryItem(row, message, ctx),
    attempt_log: [
      ...attempts.map((attempt) => presentAttempt(row, attempt, ctx.view)),
      ...runningAttempt(row, attempts),
    ],
    events: presentEvents(row, retries),
  }
}

/** @returns null where the parameters are gone, or for a template of another release */
function textOf(
  { template, language }: DeliveryRow,
  parameters: readonly string[],
  [default_language]: ConfiguredLanguages,
): string | null {
  if (parameters.length === 0 || !isTemplateName(template)) return null
  return renderTemplate(wordsOf(template, language, default_language), parameters)
}

function presentAttempt(delivery: DeliveryRow, row: AttemptRow, view: PersonalView): Attempt {
  const receipts = delivery.attempts === 1 ? delivery : row // those of an only attempt stand in its delivery
  return {
    number: row.number,
    started_at: row.started_at.toString(),
    finished_at: row.finished_at.toString(),
    outcome: row.outcome,
    http_status: row.http_status,
    provider_code: row.provider_code,
    provider_text: view.text(row.provider_text),
    trace_id: row.trace_id,
    provider_message_id: view.messageId(row.provider_message_id),
    sent_at: receipts.sent_at?.toString() ?? null,
    delivered_at: receipts.delivered_at?.toString() ?? null,
    read_at: receipts.read_at?.toString() ?? null,
    failed_at: row.failed_at?.toString() ?? null,
  }
}

/** The attempt that is being made has no row yet, unless a receipt named it. */
function runningAttempt(row: DeliveryRow, attempts: readonly AttemptRow[]): Attempt[] {
  const is_running = row.state === 'sending' && attempts.every(({ number }) => number !== row.attempts)
  if (!is_running || row.sending_at === null) return []
  return [
    {
      number: row.attempts,
      started_at: row.sending_at.toString(),
      finished_at: null,
      outcome: null,
      http_status: null,
      provider_code: null,
      provider_text: null,
      trace_id: null,
      provider_message_id: null,
      sent_at: null,
      delivered_at: null,
      read_at: null,
      failed_at: null,
    },
  ]
}
