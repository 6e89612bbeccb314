import type { Pool } from 'pg'
import type { Batch } from './competitor.ts'

/** As many registrations' messages as wanted, in one statement: what `publish` writes, by the thousand. */
export async function enqueueDeliveries(pool: Pool, { count, from }: Batch): Promise<void> {
  await pool.query(
    `with person as (
      insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
      select uuidv7(), 'Ahmed Ali ' || n, 'ahmed ali ' || n, '+91' || 9000000000 + n, true, 'en'
      from generate_series($2::int, $2::int + $1::int - 1) n
      returning *
    ), event as (
      insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key)
      select uuidv7(), 'registration', id::text, 'registration_received',
        jsonb_build_object('registration_id', id, 'language', 'en', 'parameters', jsonb_build_array('Ahmed Ali'),
          'duty_assignments', '[]'::jsonb),
        'registration_received:' || id
      from person
      returning *
    )
    insert into deliveries (id, outbox_id, registration_id, channel, template, recipient, rank, expires_at)
    select uuidv7(), event.id, person.id, 'whatsapp', event.type, person.phone_number,
      clock_timestamp() + interval '24 hours', clock_timestamp() + interval '7 days'
    from event join person on person.id = event.aggregateid::uuid`,
    [count, from],
  )
}
