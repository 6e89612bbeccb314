import type { DutyTimeFields, DutyTimeRow } from './queries.ts'
import type { DutyTime } from './schemas.ts'

export function presentDutyTime(row: DutyTimeRow): DutyTime {
  return {
    id: row.id,
    ...presentFields(row),
    version: row.version,
    created_at: row.created_at.toString(),
    updated_at: row.updated_at.toString(),
  }
}

/** The fields that a request sets, in the same form. */
export function presentFields({ name, starts_at, ends_at, places, position }: DutyTimeFields) {
  return { name, starts_at: toMinutes(starts_at), ends_at: toMinutes(ends_at), places, position }
}

/** Postgres adds the seconds. */
function toMinutes(time: string | null): string | null {
  return time === null ? null : time.slice(0, 'HH:MM'.length)
}
