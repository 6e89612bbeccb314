import type { Db } from '@dutybell/shared/db/client'
import { channelsStatement } from '@dutybell/shared/channels/find-channels'
import { readDelivery } from '@dutybell/api/deliveries/read-delivery'
import { listDays } from '@dutybell/api/days/list-days'
import { findDutyAssignment } from '@dutybell/api/duty-assignments/queries'
import { MASKED } from '@dutybell/api/pii/personal-view'
import { readRegistration } from '@dutybell/api/registrations/read-registration'
import { findDayBoard } from '@dutybell/shared/duties/day-board'
import { BOARD_DATE, DUTIES_OF_BOARD } from './fill-database.ts'
import type { Someone } from './list-queries.ts'

export interface DetailQuery {
  readonly name: string
  readonly read: (db: Db) => Promise<unknown>
  /** The default of a list unless given. */
  readonly max_milliseconds?: number
}

const MAX_BOARD_MILLISECONDS = 50 // coordinators open it many times in an evening
const CLOCK = { time_zone: 'UTC', reminder_time: '18:00' }
const NOW = Temporal.Instant.from('2026-03-27T18:30:00Z')

/** The queries of one resource. */
export function detailQueries({ registration_id, delivery_id, duty_assignment_id }: Someone): DetailQuery[] {
  return [
    {
      name: 'a delivery',
      read: (db) => readDelivery({ db, view: MASKED, template_languages: ['en'] }, delivery_id),
    },
    { name: 'a registration', read: (db) => readRegistration({ db, view: MASKED }, registration_id) },
    { name: 'a duty assignment', read: (db) => findDutyAssignment(db, duty_assignment_id) },
    {
      name: 'the board of a day with 500 duties',
      read: readBoard,
      max_milliseconds: MAX_BOARD_MILLISECONDS,
    },
    {
      name: 'the places of a week',
      read: (db) =>
        listDays({ db, ...CLOCK, now: async () => NOW }, { from: '2026-03-01', to: '2026-03-07' }),
    },
  ]
}

/** Counts unfinished deliveries, so the cost grows with them. */
export const THE_CHANNELS: DetailQuery = {
  name: 'the channels',
  read: (db) => channelsStatement().execute(db),
}

async function readBoard(db: Db): Promise<void> {
  const date = Temporal.PlainDate.from(BOARD_DATE)
  const { duty_times, to_call } = await findDayBoard(db, { ...CLOCK, date, now: NOW, expects_receipts: true })
  const duties = duty_times.reduce((sum, { assignments }) => sum + assignments.length, 0)
  const owed = to_call.filter(({ reason }) => reason === 'owed_correction').length
  if (duties !== DUTIES_OF_BOARD || owed === 0)
    throw new Error(`The board has ${duties} duties and ${owed} owed corrections.`)
}
