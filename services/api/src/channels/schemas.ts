import { CHANNELS } from '@dutybell/shared/db/vocabulary'
import { type Static, Type } from 'typebox'
import { NullableInstant, nullableString } from '../http/schemas.ts'
import { Template } from '../templates/schemas.ts'

const MAX_CHANNEL_CHARACTERS = 40 // longer than any channel's name, so that a wrong one is a 404
const MAX_TYPED_REASON_CHARACTERS = 500

export const ChannelParams = Type.Object({
  channel: Type.String({ maxLength: MAX_CHANNEL_CHARACTERS, examples: ['whatsapp'] }),
})

export const PauseChannel = Type.Object(
  {
    reason: Type.Optional(
      Type.String({ maxLength: MAX_TYPED_REASON_CHARACTERS, description: 'For whoever looks next.' }),
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
  limit: nullableNumber('integer', 'META_WA_DAILY_RECIPIENTS; null: no limit of ours.'),
  reached: Type.Integer({ description: 'People reached in the last 24 hours, counted up to the limit.' }),
  left: nullableNumber('integer', 'People who may still be reached now.'),
  held: Type.Integer({ description: 'Deliveries that wait for the limit.' }),
  needed_for_reminders: Type.Integer({
    description: 'People to be reminded of a duty tomorrow who have not been reached today.',
  }),
  left_for_reminders: nullableNumber(
    'integer',
    'How many of them may be reached before tomorrow begins, when the reminder would be false.',
  ),
})

export const CHANNEL_STATES = ['running', 'paused', 'trial', 'slow'] as const

export const ChannelStatus = Type.Object(
  {
    channel: Type.Enum(CHANNELS),
    state: Type.Enum(CHANNEL_STATES, {
      description: '`trial`: resumed, and one message goes first. `slow`: the provider asked for it.',
    }),
    paused_at: NullableInstant,
    paused_by: nullableString({
      description:
        '`notifier`: it ends by itself when the provider is well again; else the name of an admin key.',
    }),
    pause_reason: nullableString({ description: 'Also after the pause, until a message has gone through.' }),
    pause_code: nullableString({ description: "The provider's error code." }),
    probe_at: nullableString({
      format: 'date-time',
      description: 'When a notifier looks next whether the provider is well again.',
    }),
    slow_until: nullableString({ format: 'date-time', description: 'Nothing is sent before.' }),
    messages_per_second: nullableNumber('number', 'The pace it is slowed to; null when it is not.'),
    unfinished: Type.Object({
      pending: Type.Integer({
        minimum: 0,
        description: 'To be sent at once, or after another to the same person.',
      }),
      waiting: Type.Integer({ minimum: 0, description: 'To be sent at its time: a retry, or spread.' }),
      sending: Count,
      in_doubt: Count,
      held: Type.Array(Type.Object({ reason: nullableString(), count: Count })),
    }),
    oldest_due_at: nullableString({
      format: 'date-time',
      description: 'Since when the oldest message that may go has been waiting.',
    }),
    daily: Type.Unsafe<Static<typeof Daily> | null>({
      ...Daily,
      type: ['object', 'null'],
      description: 'WhatsApp only.',
    }),
    templates: Type.Array(Template, { description: 'The held ones.' }),
  },
  { title: 'ChannelStatus' },
)
export type ChannelStatus = Static<typeof ChannelStatus>
