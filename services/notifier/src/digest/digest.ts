import { dutyDateText } from '@dutybell/shared/calendar/duty-date'
import { type Call, type CallReason, sayCorrection } from '@dutybell/shared/duties/call-list'
import type { BoardAssignment, DayBoard } from '@dutybell/shared/duties/day-board'
import type { OwedCorrection } from '@dutybell/shared/duties/owed-corrections'

/** The content of the mail to the coordinator on the evening before a day of duties. */
export interface Digest {
  readonly date: Temporal.PlainDate
  readonly subject: string
  /** The number of duties, and of those of which the person was told. */
  readonly duties: number
  readonly told: number
  readonly free_places: number
  readonly calls: readonly DigestCall[]
  readonly duty_times: readonly DigestDutyTime[]
}

/** One person to call, about everything. */
export interface DigestCall {
  readonly full_name: string
  readonly phone_number: string | null
  readonly email: string | null
  readonly why: string
  readonly say: readonly Say[]
  readonly duties_tomorrow: readonly string[]
}

export interface Say {
  readonly words: string
  /** What `told-by-phone` ticks off. */
  readonly duty_assignment_id: string
  readonly version: number
}

export interface DigestDutyTime {
  readonly name: string
  /** `4 of 6 places taken`, or `4 people`. */
  readonly taken: string
  /** Null: no places are free, or any number of people may come. */
  readonly free: number | null
  readonly people: readonly { readonly full_name: string; readonly state: string }[]
}

export interface DigestInput {
  readonly date: Temporal.PlainDate
  readonly board: DayBoard
  /** Of all dates to come. */
  readonly owed: readonly OwedCorrection[]
}

/** @returns undefined where no duty is assigned and no correction is owed */
export function composeDigest({ date, board, owed }: DigestInput): Digest | undefined {
  const assignments = board.duty_times.flatMap((time) => time.assignments)
  if (assignments.length === 0 && owed.length === 0) return undefined
  const duty_times = board.duty_times.map(toDutyTime)
  const calls = composeCalls(board, owed)
  const duties = assignments.length
  return {
    date,
    subject: `Tomorrow, ${dutyDateText(date)}: ${count(duties, 'duty', 'duties')}, ${count(calls.length, 'person', 'people')} to call`,
    duties,
    told: assignments.filter(({ reached }) => reached !== 'no').length,
    // A day without any duty has no gaps: it is not a day of the season.
    free_places: duties === 0 ? 0 : duty_times.reduce((sum, { free }) => sum + (free ?? 0), 0),
    calls,
    duty_times:
      duties === 0 ? [] : duty_times.filter(({ people, free }) => people.length > 0 || free !== null),
  }
}

const WHY: Readonly<Record<CallReason, string>> = {
  owed_correction: 'A duty changed and the person may not know.',
  number_changed: 'The person has another number. Messages to the old one wait for your decision.',
  waiting: 'This duty was not announced yet.',
  no_channel: 'The person receives neither WhatsApp nor e-mail.',
  suppressed: 'The person asked for no messages.',
  not_reached: 'No message reached the person.',
}

/** The call list of the day, which names one duty per person, with all owed corrections; then the people of other dates. */
function composeCalls(board: DayBoard, owed: readonly OwedCorrection[]): DigestCall[] {
  const tomorrow = dutiesByPerson(board)
  const calls = new Map<string, Omit<DigestCall, 'say'> & { say: Say[] }>()
  const add = (call: Omit<Call, 'reason' | 'say'>, why: string, words: string): void => {
    const { registration_id, full_name, phone_number, email, duty_assignment_id, version } = call
    const duties_tomorrow = tomorrow.get(registration_id) ?? []
    const known = calls.get(registration_id) ?? {
      full_name,
      phone_number,
      email,
      why,
      say: [],
      duties_tomorrow,
    }
    if (!known.say.some((said) => said.words === words))
      known.say.push({ words, duty_assignment_id, version })
    calls.set(registration_id, known)
  }
  for (const call of board.to_call) {
    const words = call.reason === 'owed_correction' ? call.say : `is ${call.say}`
    add(call, WHY[call.reason], `Your duty ${words}.`)
  }
  for (const each of owed) add(each, WHY.owed_correction, `Your duty ${sayCorrection(each)}.`)
  return [...calls.values()]
}

function dutiesByPerson({ duty_times }: DayBoard): Map<string, string[]> {
  const duties = duty_times.flatMap(({ name, assignments }) =>
    assignments.map(({ registration_id }) => ({ registration_id, name })),
  )
  const by_person = Map.groupBy(duties, ({ registration_id }) => registration_id)
  return new Map([...by_person].map(([id, own]) => [id, own.map(({ name }) => name)]))
}

function toDutyTime({ name, places, assignments }: DayBoard['duty_times'][number]): DigestDutyTime {
  const taken = assignments.length
  return {
    name,
    taken:
      places === null
        ? count(taken, 'person', 'people')
        : `${taken} of ${count(places, 'place', 'places')} taken`,
    free: places === null || places <= taken ? null : places - taken,
    people: assignments.map((assignment) => ({
      full_name: assignment.full_name,
      state: stateText(assignment),
    })),
  }
}

function stateText({ reached, allotment, channels }: BoardAssignment): string {
  if (reached === 'yes') return 'reached'
  if (allotment === 'waiting') return 'not announced'
  if (reached === 'no') return 'not reached'
  const was_written_to = channels.whatsapp !== null || channels.email !== null
  return allotment === 'told_elsewhere' && !was_written_to ? 'told elsewhere' : 'told'
}

/** `12 duties`, `1 duty`, `no duties`. */
export function count(n: number, one: string, many: string): string {
  return `${n === 0 ? 'no' : n} ${n === 1 ? one : many}`
}
