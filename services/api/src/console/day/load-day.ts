import { AppError } from '@dutybell/shared/errors'
import { type Static, Type } from 'typebox'
import { type DayBoardContext, readDay } from '../../days/read-day.ts'
import type { DayBoard } from '../../days/schemas.ts'
import { DutyTime } from '../../duty-assignments/schemas.ts'
import { presentFields } from '../../duty-times/present.ts'
import { findDutyTimes } from '../../duty-times/queries.ts'
import { Id } from '../../http/schemas.ts'
import type { WithView } from '../../pii/personal-view.ts'
import { listRegistrations } from '../../registrations/list-registrations.ts'

const MAX_SEARCH_CHARACTERS = 200
const MAX_FOUND = 20

/** The open parts of the page, which so works without a script. */
export const DayQuery = Type.Object({
  /** The duty of the person whose actions are shown. */
  duty: Type.Optional(Id),
  /** The duty time that somebody is being assigned to. */
  assign: Type.Optional(DutyTime),
  /** The duty that is being handed over. */
  hand_over: Type.Optional(Id),
  search: Type.Optional(Type.String({ maxLength: MAX_SEARCH_CHARACTERS })),
})
export type DayQuery = Static<typeof DayQuery>

export interface DayData {
  readonly board: Static<typeof DayBoard>
  readonly hours: Readonly<
    Record<string, { readonly starts_at: string | null; readonly ends_at: string | null }>
  >
  readonly query: DayQuery
  /** Null where nobody is searched for. */
  readonly found: readonly Candidate[] | null
  /** Why what was typed is not searched for. */
  readonly search_fault: string | null
  /** A move that was refused, as it was typed. */
  readonly refused_move: RefusedMove | null
}

export interface RefusedMove {
  readonly id: string
  readonly duty_date: string
  readonly duty_time: string
  readonly fault: string
}

export interface Candidate {
  readonly id: string
  readonly full_name: string
  readonly phone_number: string | null
}

export async function loadDay(
  ctx: DayBoardContext & WithView & { readonly default_country: string },
  {
    date,
    query,
    refused_move = null,
  }: { date: Temporal.PlainDate; query: DayQuery; refused_move?: RefusedMove | null },
): Promise<DayData> {
  const board = await readDay(ctx, date)
  const times = (await findDutyTimes(ctx.db)).map((row) => presentFields(row))
  const hours = Object.fromEntries(
    times.map(({ name, starts_at, ends_at }) => [name, { starts_at, ends_at }]),
  )
  return { board, hours, query, refused_move, ...(await search(ctx, query.search?.trim())) }
}

async function search(
  ctx: Parameters<typeof listRegistrations>[0],
  words: string | undefined,
): Promise<Pick<DayData, 'found' | 'search_fault'>> {
  if (words === undefined || words === '') return { found: null, search_fault: null }
  try {
    const { items } = await listRegistrations(ctx, {
      search: words,
      status: 'active',
      sort: '-created_at',
      limit: MAX_FOUND,
    })
    const found = items.map(({ id, full_name, phone_number }) => ({ id, full_name, phone_number }))
    return { found, search_fault: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { found: null, search_fault: error.faults[0]?.detail ?? error.message }
  }
}
