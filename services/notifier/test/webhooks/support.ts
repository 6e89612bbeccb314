import { randomUUIDv7 } from 'node:crypto'
import type { OutboxEvent } from '@dutybell/shared/outbox/publish'
import { claimDeliveries } from '../../src/deliveries/claim-deliveries.ts'
import { whatsAppSettings } from '../../src/deliveries/create-channels.ts'
import { decide } from '../../src/deliveries/decide.ts'
import { recordAttempts } from '../../src/deliveries/record-attempts.ts'
import type { ChannelSettings } from '../../src/channels/settings.ts'
import { loadNotifierConfig } from '../../src/config.ts'
import type { SendResult } from '../../src/providers/outcome.ts'
import { applyUnmatched, applyWebhooks, type WebhookContext } from '../../src/webhooks/apply-webhooks.ts'
import type { OwnAccount } from '../../src/webhooks/own-account.ts'
import { type Bench, publishOne } from '../fixture.ts'

export const SETTINGS: ChannelSettings = whatsAppSettings(
  loadNotifierConfig({
    DATABASE_URL: 'postgres://unused',
    META_WA_ACCESS_TOKEN: 'unused',
    META_WA_PHONE_NUMBER_ID: '1',
    META_WA_APP_SECRET: 'unused',
    META_WA_MESSAGES_PER_SECOND: '100000',
    SMTP_URL: 'off',
    RETRY_BASE_SECONDS: '0.001',
  }),
)

export interface Update {
  readonly id: string
  readonly status: string
  /** Seconds after the start of 2026; a failure without them is of now. */
  readonly second?: number
  /** `<delivery>:<attempt>`; absent where Meta left it out. */
  readonly opaque?: string
  readonly code?: number
  readonly details?: string
}

export const START_OF_2026 = Temporal.Instant.from('2026-01-01T00:00:00Z')

export function statusOf({ id, status, second, opaque, code, details = 'Meta says so.' }: Update) {
  return {
    id,
    status,
    timestamp: String(secondsOf(status, second)),
    recipient_id: '919876543210',
    ...(opaque === undefined ? {} : { biz_opaque_callback_data: opaque }),
    ...(code === undefined ? {} : { errors: [{ code, title: 'A title', error_data: { details } }] }),
  }
}

function secondsOf(status: string, second?: number): number {
  if (status === 'failed' && second === undefined) return nowInSeconds()
  return START_OF_2026.epochMilliseconds / 1000 + (second ?? 0)
}

export function nowInSeconds(): number {
  return Math.floor(Temporal.Now.instant().epochMilliseconds / 1000)
}

export function bodyOf(statuses: readonly unknown[]): string {
  const value = { messaging_product: 'whatsapp', statuses }
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
  })
}

/** What the API does with a webhook whose signature is right. */
export async function store({ db }: Bench, body: string | Buffer): Promise<string> {
  const id = randomUUIDv7()
  await db
    .insertInto('webhook_inbox')
    .values({ id, body: Buffer.from(body) })
    .execute()
  return id
}

/** The account in Meta's own examples. */
export const OWN_ACCOUNT: OwnAccount = {
  phone_number_id: '106540352242922',
  business_account_id: null,
  template_languages: ['en'],
  daily_recipients: null,
}

export function contextOf({ db, log }: Bench): WebhookContext {
  return { db, log, settings: SETTINGS, own_account: OWN_ACCOUNT, onAccountError: () => undefined }
}

export async function apply(bench: Bench): Promise<void> {
  const ctx = contextOf(bench)
  await applyWebhooks(ctx)
  await applyUnmatched(ctx)
}

/** Stores and applies updates, one webhook for all of them. */
export async function tell(bench: Bench, ...updates: readonly Update[]): Promise<void> {
  await store(bench, bodyOf(updates.map(statusOf)))
  await apply(bench)
}

/** Publishes one message and claims it: its first attempt is on its way. */
export async function startSending(bench: Bench, overrides: Partial<OutboxEvent> = {}): Promise<string> {
  const { whatsapp_delivery_id } = await publishOne(bench, overrides)
  await claim(bench)
  return whatsapp_delivery_id
}

export async function claim({ pool }: Bench): Promise<void> {
  await claimDeliveries(pool, SETTINGS, 100)
}

/** Records how an attempt's POST ended. */
export async function answer(
  { db }: Bench,
  attempt: { delivery_id: string; attempt: number; spent?: number },
  result: SendResult,
): Promise<void> {
  const outcome = { http_status: 200, trace_id: null, duration_ms: 1, ...result }
  await recordAttempts(db, SETTINGS, [decide({ spent: 0, ...attempt }, outcome, SETTINGS)])
}

export function accepted(provider_message_id: string): SendResult {
  return { outcome: 'accepted', provider_message_id }
}

/** Published, claimed and accepted by Meta. */
export async function send(
  bench: Bench,
  wamid: string,
  overrides: Partial<OutboxEvent> = {},
): Promise<string> {
  const delivery_id = await startSending(bench, overrides)
  await answer(bench, { delivery_id, attempt: 1 }, accepted(wamid))
  return delivery_id
}

export async function inboxOf({ db }: Bench, id: string) {
  return db.selectFrom('webhook_inbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
