import type { Db } from '@dutybell/shared/db/client'
import { channelsStatement } from '../../src/channels/queries.ts'
import { readDelivery } from '../../src/deliveries/read-delivery.ts'
import { findDutyAssignment } from '../../src/duty-assignments/queries.ts'
import { readRegistration } from '../../src/registrations/read-registration.ts'
import type { Someone } from './list-queries.ts'

export interface DetailQuery {
  readonly name: string
  readonly read: (db: Db) => Promise<unknown>
}

/** What is read of one thing. */
export function detailQueries({ registration_id, delivery_id, duty_assignment_id }: Someone): DetailQuery[] {
  return [
    { name: 'a delivery', read: (db) => readDelivery({ db }, delivery_id) },
    { name: 'a registration', read: (db) => readRegistration({ db }, registration_id) },
    { name: 'a duty assignment', read: (db) => findDutyAssignment(db, duty_assignment_id) },
  ]
}

/** What waits is counted, so it costs what is unfinished. */
export const THE_CHANNELS: DetailQuery = {
  name: 'the channels',
  read: (db) => channelsStatement().execute(db),
}
