import { CHANNELS } from '@dutybell/shared/db/vocabulary'
import { type Static, Type } from 'typebox'
import { Instant, NullableInstant, nullableString } from '../http/schemas.ts'
import { pageOf } from '../http/page.ts'
import type { Setting } from '@dutybell/shared/heartbeats/heartbeat'
import { Template } from '../templates/schemas.ts'

const MAX_CHANNEL_CHARACTERS = 40 // longer than any channel's name, so that a wrong one is a 404
const MAX_TYPED_REASON_CHARACTERS = 500

export const ChannelParams = Type.Object({
  channel: Type.String({ maxLength: MAX_CHANNEL_CHARACTERS, examples: ['whatsapp'] }),
})

export const PauseChannel = Type.Object(
  {
    reason: Type.Optional(
      Type.String({ maxLength: MAX_TYPED_REASON_CHARACTERS, description: 'Shown to other operators.' }),
    ),
  },
  {
    title: 'PauseChannel',
    additionalProperties: false,
    examples: [{ reason: 'The texts are being changed.' }],
  },
)
export type PauseChannel = Static<typeof PauseChannel>

const Count = Type.Integer({ minimum: 0 })
const nullableNumber = (type: 'integer' | 'number', description: string) =>
  Type.Unsafe<number | null>({ type: [type, 'null'], description })

const Daily = Type.Object({
  limit: nullableNumber('integer', 'META_WA_DAILY_RECIPIENTS; null: no configured limit.'),
  reached: Type.Integer({ description: 'Recipients reached in the last 24 hours, counted up to the limit.' }),
  left: nullableNumber('integer', 'People who may still be reached now.'),
  held: Type.Integer({ description: 'Deliveries that are held because of the limit.' }),
  needed_for_reminders: Type.Integer({
    description: 'People who need a reminder for tomorrow and were not reached today.',
  }),
  left_for_reminders: nullableNumber(
    'integer',
    'How many of them may be reached before tomorrow begins, when the reminder would be false.',
  ),
})

const CHANNEL_STATES = ['running', 'paused', 'trial', 'slow'] as const

export const ChannelStatus = Type.Object(
  {
    channel: Type.Enum(CHANNELS),
    state: Type.Enum(CHANNEL_STATES, {
      description: '`trial`: resumed with one message first. `slow`: rate-limited by the provider.',
    }),
    paused_at: NullableInstant,
    paused_by: nullableString({
      description:
        '`notifier`: ended by a probe when the provider can be reached again; else the name of an admin key.',
    }),
    pause_reason: nullableString({ description: 'Kept after the pause until a message got through.' }),
    pause_code: nullableString({ description: "The provider's error code." }),
    probe_at: nullableString({
      format: 'date-time',
      description: 'When the next probe of the provider is due.',
    }),
    slow_until: nullableString({ format: 'date-time', description: 'No message is sent before this time.' }),
    messages_per_second: nullableNumber('number', 'The pace it is slowed to; null when it is not.'),
    unfinished: Type.Object({
      pending: Type.Integer({
        minimum: 0,
        description: 'Deliveries to be sent now, or after an earlier one to the same recipient.',
      }),
      waiting: Type.Integer({
        minimum: 0,
        description: 'Deliveries to be sent later: retries, or spread ones.',
      }),
      sending: Count,
      in_doubt: Count,
      held: Type.Array(Type.Object({ reason: nullableString(), count: Count })),
    }),
    oldest_due_at: nullableString({
      format: 'date-time',
      description: 'When the oldest due delivery became due.',
    }),
    daily: Type.Unsafe<Static<typeof Daily> | null>({
      ...Daily,
      type: ['object', 'null'],
      description: 'WhatsApp only.',
    }),
    templates: Type.Array(Template, { description: 'The held templates.' }),
    delivery_mode: nullableString({
      description:
        '`live`, `allowlist` or `sandbox`, as the notifier that was seen last runs; null where none ran within an hour.',
    }),
    action: nullableString({ description: 'What to do about a pause, a held template or a rate limit.' }),
  },
  { title: 'ChannelStatus' },
)
export type ChannelStatus = Static<typeof ChannelStatus>

const Heartbeat = Type.Object(
  {
    service: Type.String({ description: '`api` or `notifier`.' }),
    name: Type.String({ description: 'Host and process id.' }),
    version: Type.String(),
    settings: Type.Record(Type.String(), Type.Unsafe<Setting>({ type: ['string', 'number', 'null'] }), {
      description: 'Such as `delivery_mode`, `time_zone`, `zone_data`, `reminder_time`; no secrets.',
    }),
    clock_offset_ms: Type.Integer({ description: 'The clock of the process minus that of the database.' }),
    started_at: Instant,
    seen_at: Type.String({ format: 'date-time', description: 'Written every ten seconds.' }),
  },
  { title: 'Heartbeat' },
)
export type Heartbeat = Static<typeof Heartbeat>

export const ChannelList = Type.Object(
  {
    ...pageOf(ChannelStatus, 'Channels').properties,
    heartbeats: Type.Array(Heartbeat, {
      description: 'Every running process, and those that crashed within the last hour.',
    }),
  },
  { title: 'Channels' },
)
export type ChannelList = Static<typeof ChannelList>
