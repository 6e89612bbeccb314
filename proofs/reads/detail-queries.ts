import type { Db } from '@dutybell/shared/db/client'
import { channelsStatement } from '@dutybell/api/channels/queries'
import { readDelivery } from '@dutybell/api/deliveries/read-delivery'
import { findDutyAssignment } from '@dutybell/api/duty-assignments/queries'
import { readRegistration } from '@dutybell/api/registrations/read-registration'
import type { Someone } from './list-queries.ts'

export interface DetailQuery {
  readonly name: string
  readonly read: (db: Db) => Promise<unknown>
}

/** The queries of one resource. */
export function detailQueries({ registration_id, delivery_id, duty_assignment_id }: Someone): DetailQuery[] {
  return [
    { name: 'a delivery', read: (db) => readDelivery({ db }, delivery_id) },
    { name: 'a registration', read: (db) => readRegistration({ db }, registration_id) },
    { name: 'a duty assignment', read: (db) => findDutyAssignment(db, duty_assignment_id) },
  ]
}

/** Counts unfinished deliveries, so the cost grows with them. */
export const THE_CHANNELS: DetailQuery = {
  name: 'the channels',
  read: (db) => channelsStatement().execute(db),
}
