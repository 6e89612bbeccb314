import type { Db } from '@dutybell/shared/db/client'
import { findDutyTimes, groupByDutyTime } from '@dutybell/shared/duties/by-duty-time'
import type { Static } from 'typebox'
import { requireDate } from '../duty-assignments/read-duty.ts'
import { throwIfInvalid } from '../http/faults.ts'
import type { Days, ListDays } from './schemas.ts'

const DEFAULT_DAYS = 30 // a month of fasting
const MAX_DAYS = 366

interface DayContext {
  readonly db: Db
  readonly time_zone: string
  readonly now: () => Promise<Temporal.Instant>
}

/**
 * How many people each duty time of each day has.
 *
 * @throws {AppError} `invalid_input`
 */
export async function listDays(ctx: DayContext, query: ListDays): Promise<Static<typeof Days>> {
  const { from, to } = await readRange(ctx, query)
  const taken = Map.groupBy(await countTaken(ctx.db, from, to), ({ duty_date }) => duty_date.toString())
  const times = await findDutyTimes(ctx.db)
  const items = Array.from({ length: from.until(to).days + 1 }, (_, days) => {
    const date = from.add({ days }).toString()
    const duty_times = groupByDutyTime(taken.get(date) ?? [], times).map(({ name, places, items }) => ({
      name,
      places,
      taken: items[0]?.taken ?? 0,
      waiting: items[0]?.waiting ?? 0,
    }))
    return { date, duty_times }
  })
  return { items }
}

async function readRange(ctx: DayContext, query: ListDays) {
  const from =
    query.from === undefined
      ? (await ctx.now()).toZonedDateTimeISO(ctx.time_zone).toPlainDate()
      : requireDate('from', query.from)
  const to = query.to === undefined ? from.add({ days: DEFAULT_DAYS - 1 }) : requireDate('to', query.to)
  const days = from.until(to).days + 1
  if (days < 1) throwIfInvalid([{ pointer: '/to', detail: `Give ${from.toString()} or a later date.` }])
  if (days > MAX_DAYS)
    throwIfInvalid([{ pointer: '/to', detail: `Give an earlier date: at most ${MAX_DAYS} days are listed.` }])
  return { from, to }
}

function countTaken(db: Db, from: Temporal.PlainDate, to: Temporal.PlainDate) {
  return db
    .selectFrom('duty_assignments')
    .select((e) => [
      'duty_date',
      'duty_time_key',
      e.fn.min<string>('duty_time').as('duty_time'),
      e.fn.countAll<number>().as('taken'),
      e.fn.countAll<number>().filterWhere('allotment', '=', 'waiting').as('waiting'),
    ])
    .where('duty_date', '>=', from)
    .where('duty_date', '<=', to)
    .where('status', '=', 'assigned')
    .groupBy(['duty_date', 'duty_time_key'])
    .execute()
}
