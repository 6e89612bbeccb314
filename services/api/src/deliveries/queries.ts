import type { Db } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import type { Selectable } from 'kysely'

export type DeliveryRow = Selectable<Tables['deliveries']>
export type AttemptRow = Selectable<Tables['attempts']>
export type RetryRow = Selectable<Tables['retries']>

export function findDelivery(db: Db, id: string): Promise<DeliveryRow | undefined> {
  return db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findAttempts(db: Db, delivery_id: string): Promise<AttemptRow[]> {
  return db
    .selectFrom('attempts')
    .selectAll()
    .where('delivery_id', '=', delivery_id)
    .orderBy('number')
    .execute()
}

export function findRetries(db: Db, delivery_id: string): Promise<RetryRow[]> {
  return db
    .selectFrom('retries')
    .selectAll()
    .where('delivery_id', '=', delivery_id)
    .orderBy('requested_at')
    .execute()
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
