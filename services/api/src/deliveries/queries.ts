import type { Db } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import type { Selectable } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'
import type { ListDeliveries } from './schemas.ts'

export type DeliveryRow = Selectable<Tables['deliveries']>
export type AttemptRow = Selectable<Tables['attempts']>
export type ReplayRow = Selectable<Tables['replays']>

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

export function findReplays(db: Db, delivery_id: string): Promise<ReplayRow[]> {
  return db
    .selectFrom('replays')
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

type Filter = Omit<ListDeliveries, 'limit' | 'sort' | 'cursor'>

export function findDeliveries(db: Db, filter: Filter, page: PageRequest): Promise<DeliveryRow[]> {
  const { state, channel, template, error_code, registration_id, duty_assignment_id } = filter
  let query = db.selectFrom('deliveries').selectAll('deliveries')
  if (state !== undefined) query = query.where('state', '=', state)
  if (channel !== undefined) query = query.where('channel', '=', channel)
  if (template !== undefined) query = query.where('template', '=', template)
  if (error_code !== undefined) query = query.where('last_error_code', '=', error_code)
  if (registration_id !== undefined) query = query.where('registration_id', '=', registration_id)
  if (duty_assignment_id !== undefined) {
    query = query.where('outbox_id', 'in', (of) =>
      of
        .selectFrom('outbox_duty_assignments')
        .select('outbox_id')
        .where('duty_assignment_id', '=', duty_assignment_id),
    )
  }
  return paged(query, page).execute()
}
