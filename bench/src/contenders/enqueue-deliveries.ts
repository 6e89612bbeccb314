import type { Pool } from 'pg'

export interface NewDeliveries {
  readonly count: number
  /** The number of the first volunteer. */
  readonly from?: number
  /** All to the same one. */
  readonly to?: string
  readonly template?: string
  readonly state?: 'pending' | 'accepted' | 'held'
}

/** As many registrations' messages as wanted, in one statement: what `publish` writes, by the thousand. */
export async function enqueueDeliveries(
  pool: Pool,
  { count, from = 0, to, template = 'registration_received', state = 'pending' }: NewDeliveries,
): Promise<void> {
  await pool.query(
    `with person as (
      insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
      select gen_random_uuid(), 'Ahmed Ali ' || n, 'ahmed ali ' || n, coalesce($3, '+91' || 9000000000 + n), true, 'en'
      from generate_series($2::int, $2::int + $1::int - 1) n
      returning *
    ), event as (
      insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key)
      select gen_random_uuid(), 'registration', id::text, $4,
        jsonb_build_object('registration_id', id, 'language', 'en', 'parameters', jsonb_build_array('Ahmed Ali'),
          'duty_assignments', '[]'::jsonb),
        $4 || ':' || id
      from person
      returning *
    )
    insert into deliveries (id, outbox_id, registration_id, channel, template, recipient, rank, expires_at, state, reason,
      attempts, accepted_at, held_at)
    select gen_random_uuid(), event.id, person.id, 'whatsapp', $4, person.phone_number, clock_timestamp() + interval '24 hours',
      clock_timestamp() + interval '7 days', $5, case $5 when 'held' then 'template' end,
      case $5 when 'accepted' then 1 else 0 end, case $5 when 'accepted' then clock_timestamp() end,
      case $5 when 'held' then clock_timestamp() end
    from event join person on person.id = event.aggregateid::uuid`,
    [count, from, to ?? null, template, state],
  )
}
