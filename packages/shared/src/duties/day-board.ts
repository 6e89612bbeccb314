import { sql } from 'kysely'
import { receiptsMissing } from '../channels/receipts-missing.ts'
import { endOfDay, type ReminderClock, reminderDueAt } from '../calendar/duty-day.ts'
import type { Db } from '../db/client.ts'
import type { DeliveryState, DutyAllotment } from '../db/vocabulary.ts'
import { findDutyTimes, groupByDutyTime } from './by-duty-time.ts'
import { type Call, composeCallList } from './call-list.ts'
import { findOwedCorrections } from './owed-corrections.ts'

/** Whether the person knows the duty as it is: told means that the message left and nothing says that it arrived. */
export type Reached = 'yes' | 'told' | 'no'

/** A duty of the day, as `duties_of_day` reads it. */
export interface DutyOfDay {
  readonly duty_assignment_id: string
  readonly version: number
  readonly duty_time: string
  readonly duty_time_key: string
  readonly allotment: DutyAllotment
  readonly registration_id: string
  readonly full_name: string
  readonly phone_number: string | null
  readonly email: string | null
  readonly told_elsewhere: boolean
  /** A coordinator told this version by phone. */
  readonly is_ticked: boolean
  readonly has_whatsapp: boolean
  /** Of the newest message about the duty as it is; null where there is none. */
  readonly whatsapp_state: DeliveryState | null
  readonly email_state: DeliveryState | null
  /** When the newest message was published, else when the duty was allotted. */
  readonly told_at: Temporal.Instant
  readonly is_number_changed: boolean
  /** Null: some channel of the person accepts messages. */
  readonly unreachable: 'no_channel' | 'suppressed' | null
  /** The newest WhatsApp messages have no receipt, although receipts are expected. */
  readonly receipts_missing: boolean
}

export interface BoardAssignment {
  readonly duty_assignment_id: string
  readonly version: number
  readonly registration_id: string
  readonly full_name: string
  readonly phone_number: string | null
  readonly allotment: DutyAllotment
  /** The state of the newest message about the duty as it is; null: no such channel or message. */
  readonly channels: { readonly whatsapp: DeliveryState | null; readonly email: DeliveryState | null }
  readonly reached: Reached
}

export interface BoardDutyTime {
  readonly name: string
  /** Null: any number, or the label has no duty time. */
  readonly places: number | null
  readonly assignments: readonly BoardAssignment[]
}

export interface DayBoard {
  readonly date: string
  readonly reminder_due_at: Temporal.Instant
  readonly duty_times: readonly BoardDutyTime[]
  readonly to_call: readonly Call[]
}

export interface DayBoardInput extends ReminderClock {
  readonly date: Temporal.PlainDate
  readonly now: Temporal.Instant
  /** META_WA_APP_SECRET is set. Without receipts, a message that Meta accepted counts as told. */
  readonly expects_receipts: boolean
  /** See {@link composeCallList}. */
  readonly not_reached_after?: Temporal.DurationLike
}

/** The duties of a day, whether each person was reached, and, until the day is over, the people to call. */
export async function findDayBoard(db: Db, input: DayBoardInput): Promise<DayBoard> {
  const { date, now, not_reached_after, expects_receipts } = input
  // In this order a duty that is moved in between is on the board or on the call list, never on neither.
  const duties = await findDutiesOfDay(db, date, now)
  const owed = await findOwedCorrections(db, { from: date, to: date, now })
  const reached = duties.map((duty) => ({ ...duty, reached: reachedOf(duty, expects_receipts) }))
  const times = await findDutyTimes(db)
  const is_over = Temporal.Instant.compare(endOfDay(date, input.time_zone), now) <= 0
  return {
    date: date.toString(),
    reminder_due_at: reminderDueAt(date, input),
    duty_times: groupByDutyTime(reached, times).map(({ name, places, items }) => ({
      name,
      places,
      assignments: items.map(toAssignment),
    })),
    to_call: is_over ? [] : composeCallList({ date, now, not_reached_after, duties: reached, owed }),
  }
}

/** The duties of a person on these days, with whether each was reached. */
export async function findDutiesOfPerson(
  db: Db,
  {
    registration_id,
    dates,
    now,
    expects_receipts,
  }: Pick<DayBoardInput, 'now' | 'expects_receipts'> & {
    readonly registration_id: string
    readonly dates: readonly string[]
  },
): Promise<readonly BoardAssignment[]> {
  if (dates.length === 0) return []
  const { rows } = await sql<DutyOfDay>`
    select duties.*, (select ${receiptsMissing(now)}) as receipts_missing
    from unnest(${dates}::date[]) day cross join lateral duties_of_day(day, ${registration_id}::uuid) duties`.execute(
    db,
  )
  return rows.map((duty) => toAssignment({ ...duty, reached: reachedOf(duty, expects_receipts) }))
}

async function findDutiesOfDay(
  db: Db,
  date: Temporal.PlainDate,
  now: Temporal.Instant,
): Promise<readonly DutyOfDay[]> {
  const { rows } = await sql<DutyOfDay>`
    select duties.*, (select ${receiptsMissing(now)}) as receipts_missing
    from duties_of_day(${date.toString()}::date) duties
    order by full_name, duty_assignment_id`.execute(db)
  return rows
}

const ARRIVED: readonly (DeliveryState | null)[] = ['delivered', 'read']
const ACCEPTED: readonly (DeliveryState | null)[] = ['accepted', 'sent']

function reachedOf(duty: DutyOfDay, expects_receipts: boolean): Reached {
  const { whatsapp_state, email_state } = duty
  if (duty.is_ticked || ARRIVED.includes(whatsapp_state) || ARRIVED.includes(email_state)) return 'yes'
  if (ACCEPTED.includes(email_state)) return 'told'
  const receipts_come = expects_receipts && !duty.receipts_missing
  if (!receipts_come && ACCEPTED.includes(whatsapp_state)) return 'told'
  return duty.told_elsewhere && whatsapp_state === null && email_state === null ? 'told' : 'no'
}

function toAssignment(duty: DutyOfDay & { reached: Reached }): BoardAssignment {
  const { duty_assignment_id, version, registration_id, full_name, phone_number, allotment, reached } = duty
  const channels = {
    whatsapp: duty.has_whatsapp ? duty.whatsapp_state : null,
    email: duty.email === null ? null : duty.email_state,
  }
  return {
    duty_assignment_id,
    version,
    registration_id,
    full_name,
    phone_number,
    allotment,
    channels,
    reached,
  }
}
