import { CHANNELS, DELIVERY_STATES } from '@dutybell/shared/db/vocabulary'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { type Static, Type } from 'typebox'
import { DutyDate } from '../duty-assignments/schemas.ts'
import {
  FilterInstant,
  Id,
  Instant,
  NullableInstant,
  nullableString,
  listQuery,
  sortBy,
} from '../http/schemas.ts'

export const ErrorCodeFilter = Type.String({
  pattern: '^[\\w.:-]{1,64}$',
  description: "The provider's code of the last error.",
  examples: ['131026'],
})

export const ReasonFilter = Type.String({
  pattern: '^[\\w.:-]{1,64}$',
  description: 'Why it is held, cancelled, failed or expired.',
  examples: ['duty_changed'],
})

export const ListDeliveries = listQuery({
  sort: sortBy('-created_at', 'created_at'),
  state: Type.Optional(
    Type.Array(Type.Enum(DELIVERY_STATES), {
      maxItems: DELIVERY_STATES.length,
      description: 'Several times for several states.',
      examples: [['failed', 'expired']],
    }),
  ),
  reason: Type.Optional(ReasonFilter),
  channel: Type.Optional(Type.Enum(CHANNELS, { examples: ['whatsapp'] })),
  template: Type.Optional(Type.Enum(TEMPLATE_NAMES, { examples: ['registration_received'] })),
  error_code: Type.Optional(ErrorCodeFilter),
  registration_id: Type.Optional(Id),
  duty_assignment_id: Type.Optional(Id),
  duty_date: Type.Optional({ ...DutyDate, description: 'Messages that name a duty of this date.' }),
  created_from: Type.Optional(FilterInstant),
  created_to: Type.Optional({ ...FilterInstant, description: 'Exclusive.' }),
})
export type ListDeliveries = Static<typeof ListDeliveries>

const NullableNumber = Type.Unsafe<number | null>({ type: ['integer', 'null'] })

interface LastError {
  code: string | null
  text: string | null
  action: string | null
}

const ITEM = {
  id: Id,
  registration_id: nullableString({ format: 'uuid' }),
  full_name: nullableString({ description: 'Null: the person is erased, or nobody is registered.' }),
  state: Type.Enum(DELIVERY_STATES),
  reason: nullableString({ description: 'The reason of held, cancelled, failed or expired.' }),
  channel: Type.Enum(CHANNELS),
  template: Type.String(),
  language: nullableString({ description: 'Frozen at publish. Null: of a release without languages.' }),
  text: nullableString({
    description:
      'The words as sent; numbers and addresses in them are masked without the scope `pii`. Null: the person is erased.',
  }),
  duty_date: nullableString({ format: 'date', description: 'Of the duties that the message names.' }),
  recipient: Type.String({
    description: 'The phone number or e-mail address; masked without the scope `pii`.',
  }),
  attempts: Type.Integer({ description: 'The number of attempts.' }),
  possible_duplicate: Type.Boolean(),
  withdrawn: Type.Boolean({ description: 'Never sent again, whatever the outcome of open attempts.' }),
  provider_message_id: nullableString({
    description: 'A message id of WhatsApp contains the number, so it is masked without the scope `pii`.',
  }),
  last_error: Type.Unsafe<LastError | null>({
    type: ['object', 'null'],
    properties: {
      code: { type: ['string', 'null'] },
      text: { type: ['string', 'null'] },
      action: { type: ['string', 'null'], description: 'What to do; null for a code without advice.' },
    },
    required: ['code', 'text', 'action'],
  }),
  created_at: Instant,
  expires_at: Instant,
  next_attempt_at: NullableInstant,
  sending_at: NullableInstant,
  in_doubt_at: NullableInstant,
  held_at: NullableInstant,
  accepted_at: NullableInstant,
  sent_at: NullableInstant,
  delivered_at: NullableInstant,
  read_at: NullableInstant,
  failed_at: NullableInstant,
  expired_at: NullableInstant,
  cancelled_at: NullableInstant,
}

export const DeliveryItem = Type.Object(ITEM, { title: 'DeliveryItem' })
export type DeliveryItem = Static<typeof DeliveryItem>

const Attempt = Type.Object(
  {
    number: Type.Integer(),
    started_at: Instant,
    finished_at: NullableInstant,
    outcome: nullableString({ description: 'Null while the attempt is open.' }),
    http_status: NullableNumber,
    provider_code: nullableString(),
    provider_text: nullableString(),
    trace_id: nullableString(),
    provider_message_id: nullableString(),
    sent_at: NullableInstant,
    delivered_at: NullableInstant,
    read_at: NullableInstant,
    failed_at: NullableInstant,
  },
  { title: 'Attempt' },
)
export type Attempt = Static<typeof Attempt>

const Event = Type.Object(
  {
    state: Type.Enum(DELIVERY_STATES),
    at: Instant,
    replay: Type.Optional(
      Type.Object(
        {
          requested_by: Type.String({ description: 'The name of the admin key.' }),
          confirm_duplicate: Type.Boolean(),
          was_state: Type.Enum(DELIVERY_STATES),
          was_reason: nullableString(),
          was_error_code: nullableString(),
        },
        { description: 'Who retried it, and the state before.' },
      ),
    ),
  },
  { title: 'DeliveryEvent' },
)

export const Delivery = Type.Object(
  {
    ...ITEM,
    duty_assignment_ids: Type.Array(Id, { description: 'The duties that the message names.' }),
    attempt_log: Type.Array(Attempt),
    events: Type.Array(Event, {
      description:
        'The states with their times, oldest first; a repeated state is listed once, and once for each retry from it.',
    }),
  },
  { title: 'Delivery' },
)
export type Delivery = Static<typeof Delivery>
