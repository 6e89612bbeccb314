import type { Static } from 'typebox'
import type { Cell, CsvTable } from '../csv/answer-csv.ts'
import type { DayBoard } from './schemas.ts'

/** A row for each duty, with the call of its person, then the calls about duties that are no longer of the day. */
export function boardRows({ date, duty_times, to_call }: Static<typeof DayBoard>): Record<string, Cell>[] {
  const call_of = new Map(to_call.map((call) => [call.duty_assignment_id, call]))
  const rows = duty_times.flatMap(({ name, places, assignments }) =>
    assignments.map(({ channels, ...assignment }) => {
      const call = call_of.get(assignment.duty_assignment_id)
      call_of.delete(assignment.duty_assignment_id)
      return {
        date,
        duty_time: name,
        places,
        ...assignment,
        email: call?.email ?? null,
        whatsapp_state: channels.whatsapp,
        email_state: channels.email,
        call_reason: call?.reason ?? null,
        say: call?.say ?? null,
      }
    }),
  )
  const others = [...call_of.values()].map(({ reason, ...call }) => ({ date, ...call, call_reason: reason }))
  return [...rows, ...others]
}

export const BOARD_TABLE: CsvTable<Record<string, Cell>> = {
  name: 'day',
  columns: [
    'date',
    'duty_time',
    'places',
    'duty_assignment_id',
    'version',
    'registration_id',
    'full_name',
    'phone_number',
    'email',
    'allotment',
    'whatsapp_state',
    'email_state',
    'reached',
    'call_reason',
    'say',
  ],
  toRow: (row) => row,
}
