import { randomUUIDv7 } from 'node:crypto'
import type { Call } from '@dutybell/shared/duties/call-list'
import type { BoardAssignment, BoardDutyTime, DayBoard } from '@dutybell/shared/duties/day-board'
import type { OwedCorrection } from '@dutybell/shared/duties/owed-corrections'

export const DATE = Temporal.PlainDate.from('2026-03-15')

export function board(parts: Partial<DayBoard> = {}): DayBoard {
  return {
    date: DATE.toString(),
    reminder_due_at: Temporal.Instant.from('2026-03-14T12:30:00Z'),
    duty_times: [],
    to_call: [],
    ...parts,
  }
}

export function dutyTime(
  name: string,
  places: number | null,
  ...people: readonly Partial<BoardAssignment>[]
): BoardDutyTime {
  return { name, places, assignments: people.map(assignment) }
}

function assignment(parts: Partial<BoardAssignment>): BoardAssignment {
  return {
    duty_assignment_id: randomUUIDv7(),
    version: 1,
    registration_id: randomUUIDv7(),
    full_name: 'Ahmed Ali',
    phone_number: '+919876543210',
    allotment: 'published',
    channels: { whatsapp: 'delivered', email: null },
    reached: 'yes',
    ...parts,
  }
}

export function call(parts: Partial<Call> = {}): Call {
  return {
    registration_id: randomUUIDv7(),
    full_name: 'Ahmed Ali',
    phone_number: '+919876543210',
    email: null,
    reason: 'not_reached',
    say: 'Fajar Azaan on 15 March',
    duty_assignment_id: '0195a000-0000-7000-8000-000000000001',
    version: 1,
    ...parts,
  }
}

export function owedCorrection(parts: Partial<OwedCorrection> = {}): OwedCorrection {
  return {
    duty_assignment_id: '0195a000-0000-7000-8000-000000000002',
    version: 2,
    told_version: 1,
    was_date: DATE.add({ days: 5 }),
    was_time: 'Isha Azaan',
    status: 'cancelled',
    duty_date: DATE.add({ days: 5 }),
    duty_time: 'Isha Azaan',
    registration_id: randomUUIDv7(),
    full_name: 'Zainab Bano',
    phone_number: '+919876500000',
    email: 'zainab@example.org',
    ...parts,
  }
}
