/** Why a person is in the demonstration. */
export type Trouble =
  | 'not_on_whatsapp'
  | 'withheld'
  | 'no_mailbox'
  | 'mailbox_full'
  | 'phone_off'
  | 'never_opens'
  | 'in_doubt'
  | 'told_by_phone'
  | 'owed'
  | 'moved'
  | 'withdrawn'
  | 'landline'
  | 'number_changed'
  | 'too_late'
  | 'unanswered'

export interface NewPerson {
  readonly full_name: string
  /** The first language unless given, or where it is not configured. */
  readonly language?: 'hi' | 'ur'
  readonly with_mail?: boolean
  readonly trouble?: Trouble
  readonly writes?: string
}

export const DUTY_TIMES = [
  { name: 'Sehri Kitchen', starts_at: '02:30', ends_at: '04:30', places: 3 },
  { name: 'Fajar Azaan', starts_at: '05:10', ends_at: '05:40', places: 2 },
  { name: 'Iftar Serving', starts_at: '17:30', ends_at: '19:30', places: 4 },
  { name: 'Taraweeh Stall', starts_at: '20:30', ends_at: '22:30', places: 3 },
] as const

/** The nights that are announced, from today on, and after them those that are drafts. */
const ANNOUNCED_NIGHTS = 7
const DRAFT_NIGHTS = 3
/** Of ten places: how many have a person, so that each night has other gaps. */
const TAKEN_OF_TEN = [7, 9, 8, 10, 6, 9, 7, 5, 4, 2]

export interface PlannedDuty {
  /** Index of the person. */
  readonly person: number
  /** Days from today. */
  readonly day: number
  readonly duty_time: string
  readonly is_draft: boolean
}

/** Who has which duty: people take turns over the places of each night, the same at each call. */
export function planDuties(people: number): PlannedDuty[] {
  const planned: PlannedDuty[] = []
  let turn = 0
  for (let day = 0; day < ANNOUNCED_NIGHTS + DRAFT_NIGHTS; day += 1) {
    let place = 0
    for (const { name, places } of DUTY_TIMES) {
      for (let one = 0; one < places; one += 1, place += 1) {
        if ((place * 7 + day) % 12 >= (TAKEN_OF_TEN[day] ?? 0)) continue
        const is_draft = day >= ANNOUNCED_NIGHTS
        planned.push({ person: turn % people, day, duty_time: name, is_draft })
        turn += 1
      }
    }
  }
  return planned
}
