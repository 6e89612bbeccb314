import { CHANNELS, DELIVERY_STATES } from '@dutybell/shared/db/vocabulary'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { type Static, Type } from 'typebox'
import { FilterInstant } from '../http/schemas.ts'
import { RETRY_REFUSALS } from './retry-refusals.ts'
import { ErrorCodeFilter, ReasonFilter } from './schemas.ts'

/** The limit of one transaction and one answer; narrow the filter by time for more. */
export const MAX_RETRIES_AT_ONCE = 10_000
const LONGEST_SPREAD_SECONDS = 86_400

const ConfirmDuplicate = Type.Optional(
  Type.Boolean({
    description: 'Retry it also where it may have arrived; it is marked as a possible duplicate.',
  }),
)

export const RetryDelivery = Type.Object(
  { confirm_duplicate: ConfirmDuplicate },
  { title: 'RetryDelivery', additionalProperties: false, examples: [{ confirm_duplicate: true }] },
)
export type RetryDelivery = Static<typeof RetryDelivery>

export const RetryFilter = Type.Object(
  {
    state: Type.Enum(DELIVERY_STATES),
    template: Type.Optional(Type.Enum(TEMPLATE_NAMES)),
    error_code: Type.Optional(ErrorCodeFilter),
    reason: Type.Optional(ReasonFilter),
    channel: Type.Optional(Type.Enum(CHANNELS)),
    created_from: Type.Optional(FilterInstant),
    created_to: Type.Optional({ ...FilterInstant, description: 'Exclusive.' }),
  },
  { title: 'RetryFilter', additionalProperties: false },
)
export type RetryFilter = Static<typeof RetryFilter>

export const RetryDeliveries = Type.Object(
  {
    filter: RetryFilter,
    expected_count: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'The number of matching deliveries of a dry run; with another number nothing is done. Required except in a dry run.',
      }),
    ),
    spread_seconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: LONGEST_SPREAD_SECONDS,
        description:
          'Spreads the deliveries evenly over this time; each at most half of the time to its deadline.',
      }),
    ),
    confirm_duplicate: ConfirmDuplicate,
    dry_run: Type.Optional(
      Type.Boolean({ description: 'Return what would be retried, and change nothing.' }),
    ),
  },
  {
    title: 'RetryDeliveries',
    additionalProperties: false,
    examples: [
      {
        filter: { state: 'failed', error_code: '131026', created_from: '2026-03-14T12:30:00Z' },
        dry_run: true,
      },
    ],
  },
)
export type RetryDeliveries = Static<typeof RetryDeliveries>

export const RetriedDeliveries = Type.Object(
  {
    dry_run: Type.Boolean(),
    matched: Type.Integer(),
    retried: Type.Integer(),
    refused: Type.Array(Type.Object({ reason: Type.Enum(RETRY_REFUSALS), count: Type.Integer() }), {
      description: 'Most frequent first; the reasons are the error codes of a single retry.',
    }),
  },
  { title: 'RetriedDeliveries' },
)
export type RetriedDeliveries = Static<typeof RetriedDeliveries>
