import { dutyDayText } from '../calendar/duty-date.ts'
import type { DutyOfDay, Reached } from './day-board.ts'
import type { OwedCorrection } from './owed-corrections.ts'

/** Why a person must be called, the gravest first. */
export const CALL_REASONS = [
  'owed_correction',
  'number_changed',
  'waiting',
  'no_channel',
  'suppressed',
  'not_reached',
] as const
export type CallReason = (typeof CALL_REASONS)[number]

export interface Call {
  readonly registration_id: string
  readonly full_name: string
  readonly phone_number: string | null
  readonly email: string | null
  readonly reason: CallReason
  readonly say: string
  /** What `told-by-phone` ticks off. */
  readonly duty_assignment_id: string
  readonly version: number
}

interface CallListInput {
  readonly date: Temporal.PlainDate
  readonly now: Temporal.Instant
  /** How long after its message a person may be not reached; an hour unless given. */
  readonly not_reached_after?: Temporal.DurationLike | undefined
  readonly duties: readonly (DutyOfDay & { readonly reached: Reached })[]
  readonly owed: readonly OwedCorrection[]
}

/** One entry per person, with the gravest reason; a duty that was ticked off gives none. */
export function composeCallList({ date, now, not_reached_after, duties, owed }: CallListInput): Call[] {
  const calls = [
    ...owed.map((correction) => toCall(correction, 'owed_correction', sayCorrection(correction))),
    ...duties.flatMap((duty) => {
      const reason = reasonOf(duty, { now, not_reached_after })
      return reason === null ? [] : [toCall(duty, reason, `${duty.duty_time} on ${dutyDayText(date)}`)]
    }),
  ].toSorted((a, b) => CALL_REASONS.indexOf(a.reason) - CALL_REASONS.indexOf(b.reason))
  const gravest = new Map<string, Call>()
  for (const call of calls) if (!gravest.has(call.registration_id)) gravest.set(call.registration_id, call)
  return [...gravest.values()]
}

/** The words for the call: `was Fajar Azaan on 5 December, now cancelled`. */
export function sayCorrection({ was_time, was_date, status, duty_time, duty_date }: OwedCorrection): string {
  const now = status === 'cancelled' ? 'cancelled' : `${duty_time} on ${dutyDayText(duty_date)}`
  return `was ${was_time} on ${dutyDayText(was_date)}, now ${now}`
}

const NOT_REACHED_AFTER: Temporal.DurationLike = { hours: 1 } // for a message to be sent and its receipt to come

function reasonOf(
  duty: DutyOfDay & { readonly reached: Reached },
  { now, not_reached_after = NOT_REACHED_AFTER }: Pick<CallListInput, 'now' | 'not_reached_after'>,
): Exclude<CallReason, 'owed_correction'> | null {
  if (duty.is_ticked) return null
  if (duty.is_number_changed) return 'number_changed'
  if (duty.allotment === 'waiting') return 'waiting'
  if (duty.unreachable !== null) return duty.unreachable
  const is_overdue = Temporal.Instant.compare(duty.told_at.add(not_reached_after), now) <= 0
  return duty.reached === 'no' && is_overdue ? 'not_reached' : null
}

function toCall(
  {
    registration_id,
    full_name,
    phone_number,
    email,
    duty_assignment_id,
    version,
  }: DutyOfDay | OwedCorrection,
  reason: CallReason,
  say: string,
): Call {
  return { registration_id, full_name, phone_number, email, reason, say, duty_assignment_id, version }
}
