import { type RawBuilder, sql } from 'kysely'

/** The condition for the deliveries of one person. They are found through their events: no index of deliveries names the person. */
export function ofRegistration(registration_id: string): RawBuilder<boolean> {
  return sql`deliveries.outbox_id = any (array(
    select o.id from outbox o where (o.payload ->> 'registration_id')::uuid = ${registration_id}::uuid
  ))`
}
