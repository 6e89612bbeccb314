import type { Db } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { type Selectable, sql } from 'kysely'

export type DeliveryRow = Selectable<Tables['deliveries']>
export type AttemptRow = Selectable<Tables['attempts']>
export type RetryRow = Selectable<Tables['retries']>

export function findDelivery(db: Db, id: string): Promise<DeliveryRow | undefined> {
  return db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The attempts and retries of a delivery, the oldest first. */
export interface History {
  readonly attempts: readonly AttemptRow[]
  readonly retries: readonly RetryRow[]
}

export async function findHistories(db: Db, ids: readonly string[]): Promise<(id: string) => History> {
  const of_these = sql<boolean>`delivery_id = any (${[...ids]}::uuid[])`
  const [{ rows: attempts }, retries] = await Promise.all([
    sql<AttemptRow>`select * from finished_attempts(${[...ids]}::uuid[]) order by number`.execute(db),
    db.selectFrom('retries').selectAll().where(of_these).orderBy('requested_at').execute(),
  ])
  const attempts_of = Map.groupBy(attempts, ({ delivery_id }) => delivery_id)
  const retries_of = Map.groupBy(retries, ({ delivery_id }) => delivery_id)
  return (id) => ({ attempts: attempts_of.get(id) ?? [], retries: retries_of.get(id) ?? [] })
}

export async function findDutyAssignmentIds(db: Db, outbox_id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('outbox_duty_assignments')
    .select('duty_assignment_id')
    .where('outbox_id', '=', outbox_id)
    .orderBy('duty_assignment_id')
    .execute()
  return rows.map((row) => row.duty_assignment_id)
}

/** What a delivery tells whom. */
export interface MessageRow {
  readonly id: string
  /** Null: the person is erased, or nobody is registered. */
  readonly full_name: string | null
  /** Empty after an erasure. */
  readonly parameters: readonly string[]
  readonly duty_date: string | null
}

export async function findMessages(db: Db, ids: readonly string[]): Promise<Map<string, MessageRow>> {
  const { rows } = await sql<MessageRow>`
    select d.id, r.full_name, coalesce(
      case when d.channel = 'whatsapp' then o.payload -> 'whatsapp_parameters' end, o.payload -> 'parameters', '[]'
    ) as parameters, (
      select min(v.duty_date)::text
      from outbox_duty_assignments e
      join duty_assignment_versions v on v.duty_assignment_id = e.duty_assignment_id and v.version = e.version
      where e.outbox_id = d.outbox_id
    ) as duty_date
    from deliveries d
    left join outbox o on o.id = d.outbox_id
    left join registrations r on r.id = d.registration_id and r.status = 'active'
    where d.id = any (${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}
