-- Decides which messages the people of these days are owed now about their duties: allotments, corrections, and reminders of
-- which a part was withdrawn. Per duty and channel: what a person knows is not told again, nor what was tried.
--
-- A correction speaks of the last version that was or may have been told on the channel. WhatsApp needs an approved template of
-- its name: without it a move is told by an allotment, a cancellation by nothing.
-- p_registration_ids, p_dates: pairs. p_languages, the configured ones: {default, months: {language: [twelve names]}, more: {language:
-- "and {n} more"}}. A person whose language is not among them is told in the default.
--
-- Callers: tell_duties, tell_all_duties
-- Locks:   none
-- Writes:  nothing
-- Returns: one row per message
create or replace function messages_due(p_registration_ids uuid[], p_dates date[], p_languages jsonb, p_now timestamptz)
returns table (
  registration_id uuid, duty_date date, template text, dedupe_key text, language text, parameters jsonb, whatsapp_parameters jsonb,
  duties jsonb, phone_number text, email text, expires_at timestamptz
) language plpgsql stable
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan set jit = off
as $$
#variable_conflict use_column
begin
  return query
  with approved as materialized (
    select m.name, m.language from meta_templates m
    where m.name in ('duty_changed', 'duty_cancelled') and m.status = 'APPROVED'
      and not exists (select from templates t where t.name = m.name and t.language = m.language and t.state = 'held')
  ), known as materialized (
    select a.id, a.version, a.status, a.registration_id, a.duty_date, a.duty_time, a.duty_time_key, t.position, v.day_ends_at,
      p.full_name, spoken.language, c.channel, c.address, k.last_told, k.is_tried, k.published, k.reminders, k.reminder_expires_at,
      k.is_reminded
    from (select distinct * from unnest(p_registration_ids, p_dates) pair(registration_id, duty_date)) day
    join registrations p on p.id = day.registration_id and p.status = 'active'
    cross join lateral (
      -- Materialized by the offset: the planner knows little about the number of duties of a day. Without statistics it would read all
      -- duties of the date for each person; a person has few.
      select * from (select * from duty_assignments a where a.registration_id = day.registration_id offset 0) own
      where own.duty_date = day.duty_date and own.allotment <> 'waiting'
      offset 0
    ) a
    join duty_assignment_versions v on v.duty_assignment_id = a.id and v.version = a.version
    left join duty_times t on t.key = a.duty_time_key
    cross join lateral (
      select case when p_languages -> 'months' ? p.language then p.language else p_languages ->> 'default' end as language
    ) spoken
    cross join lateral (values
      ('whatsapp', case when p.whatsapp_opt_in then p.phone_number end), ('email', p.email)
    ) c(channel, address)
    cross join lateral (
      select max(x.version) filter (where x.is_told) as last_told,
        coalesce(bool_or(x.is_tried and x.version = a.version), false) as is_tried,
        count(distinct x.outbox_id) filter (where x.version = a.version and x.template <> 'duty_reminder_tomorrow') as published,
        count(distinct x.outbox_id) filter (where x.version = a.version and x.template = 'duty_reminder_tomorrow') as reminders,
        max(x.expires_at) filter (where x.version = a.version and x.template = 'duty_reminder_tomorrow' and x.channel = c.channel)
          as reminder_expires_at,
        coalesce(bool_or(x.is_tried) filter (where x.version = a.version and x.template = 'duty_reminder_tomorrow'
          and x.channel = c.channel), false) as is_reminded
      from (
        select y.version, y.outbox_id, y.template, y.channel, y.expires_at, y.is_told and y.channel = c.channel as is_told,
          y.is_tried and y.channel = c.channel as is_tried
        from duty_tellings(a.id) y
        union all
        select w.version, null, null, c.channel, null, true, false from duty_assignment_versions w
        where w.duty_assignment_id = a.id and (w.told_elsewhere or w.told_by_phone_at is not null)
      ) x
    ) k
    where c.address is not null
  ), decided as (
    select known.*, was.duty_date as was_date, was.duty_time as was_time, was.day_ends_at as was_day_ends_at, case
      when known.is_tried then null
      when known.status = 'cancelled' then
        case when was.status = 'assigned' and was.day_ends_at > p_now
          and (known.channel = 'email' or ('duty_cancelled', known.language) in (select name, language from approved)) then 'duty_cancelled' end
      when known.day_ends_at <= p_now or (was.duty_date, was.duty_time_key) = (known.duty_date, known.duty_time_key) then null
      when known.last_told is not null
        and (known.channel = 'email' or ('duty_changed', known.language) in (select name, language from approved)) then 'duty_changed'
      else 'duty_allotment_confirmed'
    end as template
    from known
    left join duty_assignment_versions was on was.duty_assignment_id = known.id and was.version = known.last_told
  ), merged as (
    -- Duties of a day are one message.
    select d.registration_id, d.duty_date, d.template, d.full_name, d.language, d.channel, d.address, max(d.expires_at) as expires_at,
      jsonb_agg(jsonb_build_object('id', d.id, 'version', d.version) order by d.id) as duties,
      array_agg(d.duty_time order by d.position, d.duty_time) as duty_times,
      string_agg(d.id || ':' || d.version || ':' || d.published, ',' order by d.id) as told
    from (
      select decided.registration_id, duty_date, template, full_name, language, channel, address, day_ends_at as expires_at, id,
        version, duty_time, position, published
      from decided where template = 'duty_allotment_confirmed'
      union all
      select known.registration_id, duty_date, 'duty_reminder_tomorrow', full_name, language, channel, address, reminder_expires_at,
        id, version, duty_time, position, reminders
      from known where status = 'assigned' and not is_reminded and reminder_expires_at > p_now
    ) d
    group by d.registration_id, d.duty_date, d.template, d.full_name, d.language, d.channel, d.address
  )
  select m.registration_id, m.duty_date, m.template,
    m.template || ':' || m.registration_id || ':' || m.duty_date || ':'
      || left(encode(sha256(convert_to(m.told, 'UTF8')), 'hex'), 16),
    m.language, jsonb_build_array(m.full_name, date.text, array_to_string(m.duty_times, ', ')),
    case when short.labels is not null then jsonb_build_array(m.full_name, date.text, short.labels) end, m.duties,
    max(m.address) filter (where m.channel = 'whatsapp'), max(m.address) filter (where m.channel = 'email'), m.expires_at
  from merged m
  cross join lateral (select duty_date_text(m.duty_date, p_languages -> 'months' -> m.language) as text) date
  cross join lateral (
    select shorten_labels(m.duty_times, array[m.full_name, date.text], p_languages -> 'more' ->> m.language) as labels
  ) short
  group by m.registration_id, m.duty_date, m.template, m.told, m.language, m.full_name, m.duty_times, m.duties, m.expires_at, date.text,
    short.labels
  union all
  select d.registration_id, d.duty_date, d.template,
    d.template || ':' || d.id || ':' || d.version || ':' || d.last_told || ':' || d.published,
    d.language,
    jsonb_build_array(d.full_name, duty_date_text(d.was_date, p_languages -> 'months' -> d.language), d.was_time) || case
      when d.template = 'duty_changed'
        then jsonb_build_array(duty_date_text(d.duty_date, p_languages -> 'months' -> d.language), d.duty_time)
      else '[]'
    end,
    null, jsonb_build_array(jsonb_build_object('id', d.id, 'version', d.version, 'corrects', d.last_told)),
    max(d.address) filter (where d.channel = 'whatsapp'), max(d.address) filter (where d.channel = 'email'),
    case when d.template = 'duty_changed' then greatest(d.day_ends_at, d.was_day_ends_at) else d.was_day_ends_at end
  from decided d
  where d.template in ('duty_changed', 'duty_cancelled')
  group by d.registration_id, d.duty_date, d.template, d.id, d.version, d.last_told, d.published, d.language, d.full_name,
    d.was_date, d.was_time, d.duty_time, d.day_ends_at, d.was_day_ends_at;
end $$;
