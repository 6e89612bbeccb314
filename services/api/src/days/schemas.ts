import { DELIVERY_STATES, type DeliveryState } from '@dutybell/shared/db/vocabulary'
import { CALL_REASONS } from '@dutybell/shared/duties/call-list'
import { type Static, Type } from 'typebox'
import { ALLOTMENTS, DutyDate } from '../duty-assignments/schemas.ts'
import { Id, Instant, nullableString } from '../http/schemas.ts'

export const ListDays = Type.Object(
  {
    from: Type.Optional({ ...DutyDate, description: 'Today in TIME_ZONE unless given.' }),
    to: Type.Optional({
      ...DutyDate,
      description: 'Inclusive; unless given, thirty days are listed. At most 366 days.',
    }),
  },
  { additionalProperties: false },
)
export type ListDays = Static<typeof ListDays>

export const DayParams = Type.Object({ date: DutyDate })

const Places = Type.Unsafe<number | null>({
  type: ['integer', 'null'],
  description: 'The number of people that the day needs; null: any number, or the label has no duty time.',
})

export const Days = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        date: Type.String({ format: 'date' }),
        duty_times: Type.Array(
          Type.Object({
            name: Type.String(),
            places: Places,
            taken: Type.Integer({ description: 'Duties that are assigned, waiting ones included.' }),
            waiting: Type.Integer({ description: 'Of these, the ones whose allotment is not published.' }),
          }),
        ),
      }),
    ),
  },
  { title: 'Days' },
)

const ChannelState = Type.Unsafe<DeliveryState | null>({
  type: ['string', 'null'],
  enum: [...DELIVERY_STATES, null],
})

const BoardAssignment = Type.Object(
  {
    duty_assignment_id: Id,
    version: Type.Integer(),
    registration_id: Id,
    full_name: Type.String(),
    phone_number: nullableString({ description: 'Masked without the scope `pii`.' }),
    allotment: Type.Enum(ALLOTMENTS),
    channels: Type.Object(
      { whatsapp: ChannelState, email: ChannelState },
      {
        description:
          'The state of the newest message about the duty as it is; null: no such channel, or no message.',
      },
    ),
    reached: Type.Enum(['yes', 'told', 'no'] as const, {
      description:
        'yes: delivered, read, or told by phone. told: accepted by e-mail, or by WhatsApp where no receipts come, or told elsewhere.',
    }),
  },
  { title: 'BoardAssignment' },
)

const Call = Type.Object(
  {
    registration_id: Id,
    full_name: Type.String(),
    phone_number: nullableString({ description: 'Masked without the scope `pii`.' }),
    email: nullableString({ description: 'Masked without the scope `pii`.' }),
    reason: Type.Enum(CALL_REASONS, { description: 'The gravest one; they are listed in their order.' }),
    say: Type.String({
      description: 'The words for the call.',
      examples: ['was Fajar Azaan on 5 December, now cancelled'],
    }),
    duty_assignment_id: Id,
    version: Type.Integer({ description: 'For `POST /v1/duty-assignments/:id/told-by-phone`.' }),
  },
  { title: 'Call' },
)

export const DayBoard = Type.Object(
  {
    date: Type.String({ format: 'date' }),
    reminder_due_at: Instant,
    duty_times: Type.Array(
      Type.Object({ name: Type.String(), places: Places, assignments: Type.Array(BoardAssignment) }),
      { description: 'All duty times in their order, then labels that have none.' },
    ),
    to_call: Type.Array(Call, {
      description:
        'One entry per person, until the day is over. An owed correction is listed on the old date.',
    }),
  },
  { title: 'DayBoard' },
)
