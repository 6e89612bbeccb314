import { CHANNELS, DELIVERY_STATES } from '@dutybell/shared/db/vocabulary'
import { type Static, Type } from 'typebox'
import { Problem, type ProblemDocument } from '../http/problem.ts'
import { Id, NullableInstant } from '../http/schemas.ts'
import { CREATION, DutyAssignment, DutyDate, DutyTime, Notify, Override } from './schemas.ts'

const MAX_ITEMS = 500
const DRY_RUN = Type.Optional(
  Type.Boolean({ default: false, description: 'Answer what would happen, and change nothing.' }),
)

export const Told = Type.Array(
  Type.Object({
    registration_id: Id,
    duty_assignment_id: Id,
    channel: Type.Enum(CHANNELS),
    template: Type.String(),
    state: Type.Enum(DELIVERY_STATES),
    at: { ...NullableInstant, description: 'When the message reached the state.' },
  }),
  { description: 'The messages by which people know, or may know, what the change ended.' },
)

const WARNINGS = Type.Optional(
  Type.Array(Type.String(), {
    description:
      'duty_time_unknown: no duty time has this name, though there are some; the duty is written all the same.',
    examples: [['duty_time_unknown: did you mean Fajar Azaan?']],
  }),
)

export const AssignedDuty = Type.Object(
  { ...DutyAssignment.properties, warnings: WARNINGS },
  { title: 'AssignedDuty' },
)

/** A duty that was changed, and who knew of it as it was. */
export const ChangedDutyAssignment = Type.Object(
  { ...DutyAssignment.properties, warnings: WARNINGS, told: Told },
  { title: 'ChangedDutyAssignment' },
)

export const HandOver = Type.Object(
  {
    registration_id: { ...Id, description: 'The person who takes the duty.' },
    notify: Type.Optional({ ...Notify, description: 'By default now, or later where the duty waits.' }),
    override: Type.Optional(Override),
  },
  {
    title: 'HandOver',
    additionalProperties: false,
    examples: [{ registration_id: '01890a5d-ac96-774b-bcce-b302099a8058' }],
  },
)
export type HandOver = Static<typeof HandOver>

export const HandedOver = Type.Object(
  { cancelled: DutyAssignment, created: DutyAssignment, told: Told },
  { title: 'HandedOver' },
)

export const SwapDuties = Type.Object(
  {
    duty_assignment_ids: Type.Array(Id, { minItems: 2, maxItems: 2 }),
    versions: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1 }), {
        minItems: 2,
        maxItems: 2,
        description: 'Swap only if the duties have these versions.',
      }),
    ),
    override: Type.Optional(Override),
  },
  {
    title: 'SwapDuties',
    additionalProperties: false,
    examples: [
      {
        duty_assignment_ids: ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'],
      },
    ],
  },
)
export type SwapDuties = Static<typeof SwapDuties>

export const SwappedDuties = Type.Object(
  { cancelled: Type.Array(DutyAssignment), created: Type.Array(DutyAssignment), told: Told },
  { title: 'SwappedDuties' },
)

export const AssignBatch = Type.Object(
  {
    items: Type.Array(Type.Object(CREATION, { additionalProperties: false }), {
      minItems: 1,
      maxItems: MAX_ITEMS,
    }),
    atomic: Type.Optional(Type.Boolean({ default: true, description: 'One refused item refuses all.' })),
    dry_run: DRY_RUN,
    notify: Type.Optional({ ...Notify, default: 'now' }),
  },
  {
    title: 'AssignBatch',
    additionalProperties: false,
    examples: [
      {
        items: [
          {
            registration_id: '01890a5d-ac96-774b-bcce-b302099a8057',
            duty_date: '2035-11-05',
            duty_time: 'Fajar Azaan',
          },
        ],
        notify: 'later',
      },
    ],
  },
)
export type AssignBatch = Static<typeof AssignBatch>

const BatchResult = Type.Object(
  {
    index: Type.Integer({ description: 'The place in `items`, from 0.' }),
    outcome: Type.Enum(['created', 'unchanged', 'refused'] as const),
    duty_assignment: Type.Optional(DutyAssignment),
    warnings: WARNINGS,
    problem: Type.Optional(Type.Unsafe<ProblemDocument>(Problem)),
  },
  { title: 'BatchResult' },
)

export const AssignedBatch = Type.Object(
  { dry_run: Type.Boolean(), results: Type.Array(BatchResult) },
  { title: 'AssignedBatch' },
)

export const NotifyWaiting = Type.Object(
  {
    duty_date_from: Type.Optional(DutyDate),
    duty_date_to: Type.Optional({ ...DutyDate, description: 'Inclusive.' }),
    dry_run: DRY_RUN,
  },
  { title: 'NotifyWaiting', additionalProperties: false, examples: [{ duty_date_from: '2035-11-05' }] },
)
export type NotifyWaiting = Static<typeof NotifyWaiting>

export const NotifiedWaiting = Type.Object(
  {
    published: Type.Integer({ description: 'The number of duties.' }),
    messages: Type.Integer({ description: 'Duties of a person on one day are one message.' }),
  },
  { title: 'NotifiedWaiting' },
)

export const CancelDutyAssignments = Type.Object(
  {
    duty_date: DutyDate,
    duty_time: Type.Optional(DutyTime),
    dry_run: DRY_RUN,
    expected_count: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'The number that a dry run matched; with another number nothing is done. Required except in a dry run.',
      }),
    ),
  },
  {
    title: 'CancelDutyAssignments',
    additionalProperties: false,
    examples: [{ duty_date: '2035-11-05', dry_run: true }],
  },
)
export type CancelDutyAssignments = Static<typeof CancelDutyAssignments>

export const CancelledDutyAssignments = Type.Object(
  { dry_run: Type.Boolean(), matched: Type.Integer(), cancelled: Type.Integer(), told: Told },
  { title: 'CancelledDutyAssignments' },
)
