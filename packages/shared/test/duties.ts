import { languagesJson } from '../src/templates/languages.ts'
import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../src/db/client.ts'
import type { DutyAllotment } from '../src/db/vocabulary.ts'
import { dutyTimeKey } from '../src/people/duty-time.ts'

const LONG_BEFORE = '2026-01-01T00:00:00Z'

export interface InsertedDuty {
  readonly registration_id: string
  readonly duty_date: string
  readonly duty_time?: string
  readonly allotted_at?: string
  readonly allotment?: DutyAllotment
}

/** A duty in its first version that no message was published for. Returns its id. */
export async function insertDuty(db: Db, duty: InsertedDuty): Promise<string> {
  const id = randomUUIDv7()
  const { duty_time = 'Fajar Azaan', allotted_at = LONG_BEFORE, allotment = 'published' } = duty
  await sql`
    with duty as (
      insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key, allotted_at, allotment)
      values (${id}, ${duty.registration_id}, ${duty.duty_date}, ${duty_time}, ${dutyTimeKey(duty_time)}, ${allotted_at}, ${allotment})
      returning *
    )
    insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key, status,
      told_elsewhere, day_ends_at)
    select id, version, registration_id, duty_date, duty_time, duty_time_key, status, allotment = 'told_elsewhere',
      (duty_date + 1)::timestamp at time zone 'Asia/Kolkata'
    from duty`.execute(db)
  return id
}

export interface Changed {
  /** Null: written. */
  readonly outcome: string | null
  readonly id: string
}

/** Changes duties as the API does; `db/migrations` has the columns of a change (`duty_change`). */
export async function changeDuties(db: Db, changes: readonly object[]): Promise<readonly Changed[]> {
  const given = JSON.stringify(changes.map((change, place) => ({ ...change, place })))
  const { rows } = await sql<Changed>`
    select c.outcome, (c.duty).id from change_duties(${given}::jsonb, true, false, ${languagesJson(['en'])}::jsonb, null, '{"actor": "tester"}') c`.execute(
    db,
  )
  return rows
}

/** @throws {Error} where the change was refused */
export async function cancelDuty(db: Db, id: string): Promise<void> {
  requireWritten(await changeDuties(db, [{ kind: 'cancel', duty_assignment_id: id, ended_by: 'cancelled' }]))
}

/** @throws {Error} where the change was refused */
export async function moveDuty(
  db: Db,
  duty: { id: string; duty_date: string; allotted_at?: string },
): Promise<void> {
  const { id, duty_date, allotted_at } = duty
  const move = { kind: 'move', duty_assignment_id: id, duty_date, day_ends_at: 'infinity', ended_by: 'moved' }
  requireWritten(await changeDuties(db, [move]))
  await sql`update duty_assignments set allotted_at = ${allotted_at ?? LONG_BEFORE} where id = ${id}`.execute(
    db,
  )
}

function requireWritten(changed: readonly Changed[]): void {
  for (const { outcome } of changed)
    if (outcome !== null) throw new Error(`The change is refused: ${outcome}.`)
}
