import { CHANNELS, DELIVERY_STATES } from '@dutybell/shared/db/vocabulary'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import { type Static, Type } from 'typebox'
import { RETRY_REFUSALS } from './retry-refusals.ts'
import { ErrorCodeFilter } from './schemas.ts'

/** One transaction and one answer; more is narrowed down by time. */
export const MAX_RETRIES_AT_ONCE = 10_000
const LONGEST_SPREAD_SECONDS = 86_400
const MAX_INSTANT_CHARACTERS = 64

const ConfirmDuplicate = Type.Optional(
  Type.Boolean({ description: 'Send it also where it may have arrived; it is marked a possible duplicate.' }),
)

export const RetryDelivery = Type.Object(
  { confirm_duplicate: ConfirmDuplicate },
  { title: 'RetryDelivery', additionalProperties: false, examples: [{ confirm_duplicate: true }] },
)
export type RetryDelivery = Static<typeof RetryDelivery>

const FilterInstant = Type.String({
  maxLength: MAX_INSTANT_CHARACTERS,
  format: 'date-time',
  examples: ['2026-03-14T12:30:00Z'],
})

const RetryFilter = Type.Object(
  {
    state: Type.Enum(DELIVERY_STATES),
    template: Type.Optional(Type.Enum(TEMPLATE_NAMES)),
    error_code: Type.Optional(ErrorCodeFilter),
    channel: Type.Optional(Type.Enum(CHANNELS)),
    created_from: Type.Optional(FilterInstant),
    created_to: Type.Optional({ ...FilterInstant, description: 'This instant itself is not included.' }),
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
          'How many deliveries the filter matches, as a dry run told: with another number nothing is done. Needed except in a dry run.',
      }),
    ),
    spread_seconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: LONGEST_SPREAD_SECONDS,
        description: 'Spread evenly over so long; none is put off past half of what is left to its deadline.',
      }),
    ),
    confirm_duplicate: ConfirmDuplicate,
    dry_run: Type.Optional(Type.Boolean({ description: 'Tell what would be sent again, and do nothing.' })),
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
      description: 'Most frequent first; the reasons are the codes with which a single retry is refused.',
    }),
  },
  { title: 'RetriedDeliveries' },
)
export type RetriedDeliveries = Static<typeof RetriedDeliveries>
