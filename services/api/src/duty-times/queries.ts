import type { Db, Tx } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { type Selectable, sql } from 'kysely'
import { DUTY_ASSIGNMENT_STATUSES } from '../duty-assignments/schemas.ts'

export type DutyTimeRow = Selectable<Tables['duty_times']>

export type DutyTimeFields = Pick<
  DutyTimeRow,
  'name' | 'key' | 'starts_at' | 'ends_at' | 'places' | 'position'
>

export function findDutyTimes(db: Db): Promise<DutyTimeRow[]> {
  return db.selectFrom('duty_times').selectAll().orderBy('position').orderBy('name').execute()
}

export function findDutyTime(db: Db, id: string): Promise<DutyTimeRow | undefined> {
  return db.selectFrom('duty_times').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findDutyTimeId(db: Db, key: string): Promise<string | undefined> {
  const found = await db.selectFrom('duty_times').select('id').where('key', '=', key).executeTakeFirst()
  return found?.id
}

/** Waits until no transaction assigns this duty time, and keeps others from assigning it. */
export function lockDutyTime(tx: Tx, id: string): Promise<DutyTimeRow | undefined> {
  return tx.selectFrom('duty_times').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
}

/** Undefined where a duty time has the key. */
export function insertDutyTime(
  tx: Tx,
  { position, ...fields }: Omit<DutyTimeFields, 'position'> & { id: string; position: number | undefined },
): Promise<DutyTimeRow | undefined> {
  return tx
    .insertInto('duty_times')
    .values({
      ...fields,
      position: position ?? sql<number>`(select coalesce(max(position), 0) + 1 from duty_times)`,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** A new version; the caller holds the row's lock. */
export function updateDutyTime(
  tx: Tx,
  id: string,
  { name, key, starts_at, ends_at, places, position }: DutyTimeFields,
): Promise<DutyTimeRow> {
  return tx
    .updateTable('duty_times')
    .set({ name, key, starts_at, ends_at, places, position })
    .set({ version: sql`version + 1`, updated_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteDutyTimeRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('duty_times').where('id', '=', id).execute()
}

/** @param from a date; undefined: any day */
export async function isAssigned(tx: Tx, key: string, from?: Temporal.PlainDate): Promise<boolean> {
  const { rows } = await sql`
    select from duty_assignments
    where status = 'assigned' and duty_time_key = ${key} and duty_date >= ${from?.toString() ?? '-infinity'}::date
    limit 1`.execute(tx)
  return rows.length > 0
}

/**
 * Gives the duty assignments with the label of `from_key` another label, in their rows and in their present versions. No version is
 * raised, because the messages remain true. Earlier versions get the key, so that they are still the same duty time, and keep the
 * words that were told. The caller holds the lock of the duty time. Locks duty assignments by id.
 *
 * @returns how many were changed
 */
export async function relabelDutyAssignments(
  tx: Tx,
  from_key: string,
  { name, key }: { name: string; key: string },
): Promise<number> {
  // Both values of status, because the index begins with it.
  const labelled = sql`status = any (${[...DUTY_ASSIGNMENT_STATUSES]}::text[]) and duty_time_key = ${from_key}
    and (duty_time, duty_time_key) is distinct from (${name}, ${key})`
  await sql`select from duty_assignments where ${labelled} order by id for no key update`.execute(tx)
  const { rows } = await sql<{ changed: number }>`
    with changed as (
      update duty_assignments set duty_time = ${name}, duty_time_key = ${key}, updated_at = clock_timestamp()
      where ${labelled} returning id
    ), versions as (
      update duty_assignment_versions v
      set duty_time = case when v.ended_at is null then ${name} else v.duty_time end, duty_time_key = ${key}
      from changed where v.duty_assignment_id = changed.id and v.duty_time_key = ${from_key}
    )
    select count(*) as changed from changed`.execute(tx)
  return rows[0]?.changed ?? 0
}
