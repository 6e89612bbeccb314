import { type BoardAssignment, findDutiesOfPerson } from '@dutybell/shared/duties/day-board'
import { type Static, Type } from 'typebox'
import { listDeliveriesWithHistory } from '../../deliveries/list-deliveries.ts'
import type { DeliveryWithHistory } from '../../deliveries/present.ts'
import { listDutyAssignments } from '../../duty-assignments/list-duty-assignments.ts'
import type { DutyAssignmentItem } from '../../duty-assignments/schemas.ts'
import { PageQuery } from '../../http/schemas.ts'
import type { WithView } from '../../pii/personal-view.ts'
import type { InboundMessage, RegistrationDetails } from '../../registrations/details-schemas.ts'
import { readRegistration } from '../../registrations/read-registration.ts'
import type { ConsoleContext } from '../frame/context.ts'

const MAX_INSTANT_CHARACTERS = 40

export const PersonQuery = Type.Object({
  cursor: PageQuery.cursor,
  /** When the last message of the page before was queued: what they wrote later stands there. */
  until: Type.Optional(
    Type.String({ maxLength: MAX_INSTANT_CHARACTERS, pattern: '^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$' }),
  ),
})

export interface PersonData {
  readonly person: RegistrationDetails
  /** Null where the key may not see them. */
  readonly duties: readonly DutyAssignmentItem[] | null
  /** Of the duties to come: whether the person knows them. */
  readonly told: readonly Pick<BoardAssignment, 'duty_assignment_id' | 'allotment' | 'channels' | 'reached'>[]
  readonly deliveries: readonly DeliveryWithHistory[] | null
  readonly next_cursor: string | null
  readonly inbound: readonly InboundMessage[]
  readonly is_first_page: boolean
}

const MESSAGES = 30 // a page
const MAX_DUTIES = 200 // of a person: more than a season has

/** @throws {AppError} `registration_not_found`, also for a person who is erased */
export async function loadPerson(
  ctx: ConsoleContext & WithView,
  {
    id,
    query,
    may,
  }: { id: string; query: Static<typeof PersonQuery>; may: { duties: boolean; deliveries: boolean } },
): Promise<PersonData> {
  const person = await readRegistration(ctx, id)
  const { cursor, until } = query
  const page = { registration_id: id, limit: MESSAGES, sort: '-created_at' }
  const [duties, deliveries] = await Promise.all([
    may.duties
      ? listDutyAssignments(ctx, { registration_id: id, limit: MAX_DUTIES, sort: '-duty_date' })
      : null,
    may.deliveries
      ? listDeliveriesWithHistory(ctx, { ...page, ...(cursor === undefined ? {} : { cursor }) })
      : null,
  ])
  const told = duties === null ? [] : await findTold(ctx, id, duties.items)
  const next_cursor = deliveries?.next_cursor ?? null
  const oldest = next_cursor === null ? undefined : deliveries?.items.at(-1)?.created_at
  const inbound = person.inbound_messages.filter(
    ({ written_at }) =>
      isBefore(written_at, until) && !(oldest !== undefined && isBefore(written_at, oldest)),
  )
  return {
    person,
    duties: duties?.items ?? null,
    told,
    deliveries: deliveries?.items ?? null,
    next_cursor,
    inbound,
    is_first_page: cursor === undefined,
  }
}

async function findTold(ctx: ConsoleContext, registration_id: string, duties: readonly DutyAssignmentItem[]) {
  const now = await ctx.now()
  const today = now.toZonedDateTimeISO(ctx.time_zone).toPlainDate().toString()
  const ahead = duties.filter(({ status, duty_date }) => status === 'assigned' && duty_date >= today)
  const dates = [...new Set(ahead.map(({ duty_date }) => duty_date))]
  const told = await findDutiesOfPerson(ctx.db, { ...ctx, registration_id, dates, now })
  return told.map(({ duty_assignment_id, allotment, channels, reached }) => ({
    duty_assignment_id,
    allotment,
    channels,
    reached,
  }))
}

function isBefore(at: string, limit: string | undefined): boolean {
  return (
    limit === undefined ||
    Temporal.Instant.compare(Temporal.Instant.from(at), Temporal.Instant.from(limit)) < 0
  )
}
