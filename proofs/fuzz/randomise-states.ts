import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'

/** Moves pending deliveries to other states: no notifier runs here, and lists and retries need every state. */
export async function randomiseStates(db: Db): Promise<void> {
  await sql`
    with fate as (
      select id, (array['failed', 'held', 'in_doubt', 'accepted', 'delivered', 'read', 'expired', 'failed', 'sent'])[1 + seq % 9] as state
      from deliveries where state = 'pending' and seq % 10 <> 0
    ), moved as (
      update deliveries d set state = fate.state, attempts = 1, spent = 1,
        reason = case when fate.state = 'held' then 'in_doubt' end,
        provider_message_id = case when fate.state in ('accepted', 'sent', 'delivered', 'read') then 'wamid.' || d.id end,
        last_error_code = case when fate.state = 'failed' then '131026' end,
        last_error_text = case when fate.state = 'failed' then 'Message undeliverable to ' || d.recipient end,
        sending_at = clock_timestamp(),
        accepted_at = case when fate.state in ('accepted', 'sent', 'delivered', 'read') then clock_timestamp() end,
        failed_at = case when fate.state = 'failed' then clock_timestamp() end,
        held_at = case when fate.state = 'held' then clock_timestamp() end
      from fate where fate.id = d.id
      returning d.*
    )
    insert into attempts (delivery_id, number, started_at, finished_at, outcome, http_status, provider_code, provider_text, provider_message_id)
    select id, 1, clock_timestamp(), clock_timestamp(),
      case when state in ('failed') then 'refused' when state in ('in_doubt', 'held') then 'in_doubt' else 'accepted' end,
      200, last_error_code, last_error_text, provider_message_id
    from moved
    -- An accepted only attempt may have a row or none.
    where queue_state <> 'done' or seq % 2 = 0
    on conflict do nothing`.execute(db)
  await sql`
    insert into inbound_messages (id, provider_message_id, phone_number, type, text, written_at)
    select gen_random_uuid(), 'wamid.in.' || id, phone_number, 'text', 'Call me on ' || phone_number, clock_timestamp()
    from registrations where status = 'active' order by id desc limit 20
    on conflict do nothing`.execute(db)
  await sql`
    insert into number_changes (registration_id, address, new_address, at)
    select id, phone_number, '+919876500000', clock_timestamp() from registrations where status = 'active' order by id desc limit 20
    on conflict do nothing`.execute(db)
  await sql`select hold_template('duty_reminder_tomorrow', 'en', 'paused')`.execute(db)
}
