import { type RawBuilder, sql } from 'kysely'

/**
 * The condition for the deliveries of one person. They are found through their events: no index of deliveries names the person.
 *
 * @param deliveries the name of the table in the statement
 */
export function ofRegistration(registration_id: string, deliveries = 'deliveries'): RawBuilder<boolean> {
  return sql`${sql.ref(`${deliveries}.outbox_id`)} = any (array(
    select o.id from outbox o where o.payload ->> 'registration_id' = ${registration_id}::text
  ))`
}
