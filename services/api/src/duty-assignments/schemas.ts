import { type Static, Type } from 'typebox'
import { Id, Instant, nullableString, listQuery, sortBy } from '../http/schemas.ts'

const MAX_TYPED_DUTY_TIME_CHARACTERS = 300 // before white space and invisible characters are gone
const MAX_DATE_CHARACTERS = 40 // longer than any date, so that the sentence about the format is the one that is read

export const DutyDate = Type.String({
  maxLength: MAX_DATE_CHARACTERS,
  format: 'date',
  description: 'Year, month and day, in TIME_ZONE.',
  examples: ['2035-11-05'],
})
export const DutyTime = Type.String({
  maxLength: MAX_TYPED_DUTY_TIME_CHARACTERS,
  description: 'A label of at most 60 characters, in the words of the message.',
  examples: ['Fajar Azaan'],
})

export const DUTY_ASSIGNMENT_STATUSES = ['assigned', 'cancelled'] as const
export const ALLOTMENTS = ['published', 'waiting', 'told_elsewhere'] as const
const NOTIFY = ['now', 'later', 'never'] as const
export type Notify = (typeof NOTIFY)[number]
export const Notify = Type.Enum(NOTIFY, {
  description:
    'now: the allotment is sent. later: it waits for `POST /v1/duty-assignments/notify`. never: the person was told elsewhere, and gets a reminder and corrections.',
})

const MAX_REASON_CHARACTERS = 500
export const Override = Type.Object(
  { reason: Type.String({ maxLength: MAX_REASON_CHARACTERS }) },
  {
    additionalProperties: false,
    description: 'Assign it in spite of an overlap or of full places; the reason stands on the duty.',
  },
)

export const CREATION = {
  registration_id: Id,
  duty_date: DutyDate,
  duty_time: DutyTime,
  override: Type.Optional(Override),
}

export const CreateDutyAssignment = Type.Object(
  { ...CREATION, notify: Type.Optional({ ...Notify, default: 'now' }) },
  {
    title: 'CreateDutyAssignment',
    additionalProperties: false,
    examples: [
      {
        registration_id: '01890a5d-ac96-774b-bcce-b302099a8057',
        duty_date: '2035-11-05',
        duty_time: 'Fajar Azaan',
      },
    ],
  },
)
export type CreateDutyAssignment = Static<typeof CreateDutyAssignment>

export const MoveDutyAssignment = Type.Object(
  {
    duty_date: Type.Optional(DutyDate),
    duty_time: Type.Optional(DutyTime),
    override: Type.Optional(Override),
  },
  {
    title: 'MoveDutyAssignment',
    additionalProperties: false,
    minProperties: 1,
    examples: [{ duty_time: 'Isha Azaan' }],
  },
)
export type MoveDutyAssignment = Static<typeof MoveDutyAssignment>

export const ListDutyAssignments = listQuery({
  sort: sortBy('-created_at', 'created_at', 'duty_date', '-duty_date'),
  registration_id: Type.Optional(Id),
  duty_date: Type.Optional(DutyDate),
  duty_date_from: Type.Optional(DutyDate),
  duty_date_to: Type.Optional({ ...DutyDate, description: 'Inclusive.' }),
  duty_time: Type.Optional({
    ...DutyTime,
    description: 'Compared without upper case, repeated white space and final punctuation.',
  }),
  status: Type.Optional(Type.Enum(DUTY_ASSIGNMENT_STATUSES, { examples: ['assigned'] })),
  allotment: Type.Optional(Type.Enum(ALLOTMENTS, { examples: ['published'] })),
})
export type ListDutyAssignments = Static<typeof ListDutyAssignments>

export const DutyAssignment = Type.Object(
  {
    id: Id,
    registration_id: Id,
    duty_date: Type.String({ format: 'date' }),
    duty_time: Type.String(),
    status: Type.Enum(DUTY_ASSIGNMENT_STATUSES),
    allotment: Type.Enum(ALLOTMENTS, {
      description: 'waiting: no message yet. told_elsewhere: told without this system.',
    }),
    override: Type.Unsafe<{ reason: string } | null>({
      type: ['object', 'null'],
      properties: { reason: { type: 'string' } },
      required: ['reason'],
      description: 'Why it was given in spite of an overlap or of full places.',
    }),
    version: Type.Integer({ description: 'Raised by every change.' }),
    created_at: Instant,
    updated_at: Instant,
  },
  { title: 'DutyAssignment' },
)
export type DutyAssignment = Static<typeof DutyAssignment>

export const DutyAssignmentItem = Type.Interface(
  [DutyAssignment],
  { full_name: nullableString({ description: 'Null: the person is erased.' }) },
  { title: 'DutyAssignmentItem' },
)
export type DutyAssignmentItem = Static<typeof DutyAssignmentItem>
