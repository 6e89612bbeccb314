import { type Static, Type } from 'typebox'
import { pageOf } from '../http/page.ts'
import { Id, Instant, NullableTimeOfDay } from '../http/schemas.ts'

const MAX_TYPED_NAME_CHARACTERS = 300 // before white space and invisible characters are gone
export const MAX_PLACES = 10_000 // more than a community has people
const MAX_POSITION = 1_000_000

const Name = Type.String({
  maxLength: MAX_TYPED_NAME_CHARACTERS,
  description:
    'At most 60 characters, in the words of the message. Two names never differ only in upper case, white space or final punctuation.',
  examples: ['Fajar Azaan'],
})
const StartsAt = { ...NullableTimeOfDay, description: 'Local, in TIME_ZONE.' }
const EndsAt = {
  ...NullableTimeOfDay,
  description: 'Local; at or before `starts_at` it is a time of the next day.',
}
const Places = Type.Unsafe<number | null>({
  type: ['integer', 'null'],
  minimum: 1,
  maximum: MAX_PLACES,
  description: 'The number of people that a day needs; null: any number.',
})
const Position = Type.Integer({ minimum: 0, maximum: MAX_POSITION, description: 'The place in the list.' })

export const CreateDutyTime = Type.Object(
  {
    name: Name,
    starts_at: Type.Optional(StartsAt),
    ends_at: Type.Optional(EndsAt),
    places: Type.Optional(Places),
    position: Type.Optional({
      ...Position,
      description: 'The place in the list; after the last one unless given.',
    }),
  },
  {
    title: 'CreateDutyTime',
    additionalProperties: false,
    examples: [{ name: 'Taraweeh Stall', starts_at: '20:30', ends_at: '22:00', places: 4, position: 6 }],
  },
)
export type CreateDutyTime = Static<typeof CreateDutyTime>

export const ChangeDutyTime = Type.Object(
  {
    name: Type.Optional(Name),
    starts_at: Type.Optional(StartsAt),
    ends_at: Type.Optional(EndsAt),
    places: Type.Optional(Places),
    position: Type.Optional(Position),
  },
  {
    title: 'ChangeDutyTime',
    additionalProperties: false,
    minProperties: 1,
    examples: [{ name: 'Fajr Azaan', places: 3 }],
  },
)
export type ChangeDutyTime = Static<typeof ChangeDutyTime>

export const DutyTime = Type.Object(
  {
    id: Id,
    name: Type.String(),
    starts_at: StartsAt,
    ends_at: EndsAt,
    places: Places,
    position: Type.Integer({ description: 'The list is sorted by it, then by name.' }),
    version: Type.Integer({ description: 'Raised by every change.' }),
    created_at: Instant,
    updated_at: Instant,
  },
  { title: 'DutyTime' },
)
export type DutyTime = Static<typeof DutyTime>

export const DutyTimeList = pageOf(DutyTime, 'DutyTimes')
