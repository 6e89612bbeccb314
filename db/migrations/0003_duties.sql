create table duty_times (
  id uuid constraint duty_times_pkey primary key,
  name text not null constraint duty_times_name_length check (char_length(name) <= 60),
  key text not null constraint duty_times_key_key unique,
  starts_at time,
  ends_at time,
  places integer constraint duty_times_places_positive check (places > 0),
  position integer not null,
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
comment on table duty_times is 'The times of duties that the community uses. An assignment belongs to the one whose key its label has; a label of another key is allowed.';
comment on column duty_times.key is 'The name as the application compares labels: normalised, lower-cased, without final punctuation.';
comment on column duty_times.starts_at is 'Local, in TIME_ZONE.';
comment on column duty_times.ends_at is 'Local; at or before starts_at it is a time of the next day.';
comment on column duty_times.places is 'How many people a day needs; null: any number.';

alter table duty_assignments
  add column duty_time_key text,
  add column allotment text not null default 'published'
    constraint duty_assignments_allotment_known check (allotment in ('published', 'waiting', 'told_elsewhere')),
  add column override_reason text constraint duty_assignments_override_reason_length check (char_length(override_reason) <= 500);
comment on column duty_assignments.duty_time_key is 'The label as the application compares labels; names the row of duty_times, where there is one.';
comment on column duty_assignments.allotment is 'waiting: no message yet. told_elsewhere: told without this system; a reminder and corrections are sent.';
comment on column duty_assignments.override_reason is 'Why the duty was given in spite of an overlap or of full places.';

-- Only an approximation of the application's key: lower() depends on the locale. A second label of the same key keeps an own one.
update duty_assignments a set duty_time_key = k.key || case when k.n > 1 then ' ' || a.id else '' end
from (
  select id, key, row_number() over (partition by registration_id, duty_date, key order by status, id) as n
  from (
    select *, rtrim(lower(regexp_replace(normalize(duty_time, nfkc), '\s+', ' ', 'g')), ' .,;:!') as key from duty_assignments
  ) normalised
) k
where k.id = a.id;
alter table duty_assignments alter column duty_time_key set not null;
drop index duty_assignments_registration_date_time_key;
create unique index duty_assignments_registration_date_time_key
  on duty_assignments (registration_id, duty_date, duty_time_key) where status <> 'cancelled';
create index duty_assignments_duty_time_key on duty_assignments (status, duty_time_key, duty_date, id, allotment);
drop index duty_assignments_listed_by_date;
create index duty_assignments_listed_by_date on duty_assignments (status, allotment, duty_date, id);

create table duty_assignment_versions (
  duty_assignment_id uuid not null
    constraint duty_assignment_versions_duty_assignment_id_fkey references duty_assignments on delete cascade,
  version integer not null,
  registration_id uuid not null,
  duty_date date not null,
  duty_time text not null,
  duty_time_key text not null,
  status text not null constraint duty_assignment_versions_status_known check (status in ('assigned', 'cancelled')),
  told_elsewhere boolean not null default false,
  day_ends_at timestamptz not null,
  began_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  ended_by text constraint duty_assignment_versions_ended_by_known
    check (ended_by in ('moved', 'cancelled', 'handed_over', 'swapped', 'erased')),
  told_by_phone_at timestamptz,
  told_by_phone_note text constraint duty_assignment_versions_note_length check (char_length(told_by_phone_note) <= 500),
  constraint duty_assignment_versions_pkey primary key (duty_assignment_id, version)
);
comment on table duty_assignment_versions is 'What each version of a duty said, from when until when: with the messages that name the version it tells who was told what.';
comment on column duty_assignment_versions.told_elsewhere is 'Counts as told on each channel that the person has.';
comment on column duty_assignment_versions.day_ends_at is 'The end of duty_date in TIME_ZONE, computed by the application.';
comment on column duty_assignment_versions.ended_at is 'Null: the present version.';
comment on column duty_assignment_versions.told_by_phone_at is 'When a coordinator told it by phone: it counts as told on each channel, and settles the versions before it.';
create index duty_assignment_versions_duty_date on duty_assignment_versions (duty_date, duty_assignment_id);

-- The end of the day as the allotment has it. A duty of which no message is left was told long ago.
insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key, status,
  told_elsewhere, day_ends_at, began_at)
select a.id, a.version, a.registration_id, a.duty_date, a.duty_time, a.duty_time_key, a.status,
  told.n = 0, coalesce(told.day_ends_at, (a.duty_date + 1 || ' 00:00+00')::timestamptz), a.updated_at
from duty_assignments a
cross join lateral (
  select count(*) as n, max(d.expires_at) filter (where d.template = 'duty_allotment_confirmed') as day_ends_at
  from outbox_duty_assignments e join deliveries d on d.outbox_id = e.outbox_id
  where e.duty_assignment_id = a.id and e.version = a.version
) told;

alter table outbox_duty_assignments add column corrects_version integer;
comment on column outbox_duty_assignments.corrects_version is 'Of a correction: the version that the person was told before and that this message replaces.';

create type duty_change as (
  place integer, kind text, duty_assignment_id uuid, expected_versions integer[], registration_id uuid, duty_date date,
  duty_time text, duty_time_key text, day_ends_at timestamptz, copy_of uuid, person_of uuid, allotment text, override_reason text,
  ended_by text, was_version integer, was_date date, was_time text, outcome text, conflicts uuid[], places integer, taken integer
);
comment on type duty_change is 'One change of change_duties. Kind: create, move, cancel. A create may copy date and time of one duty (copy_of) for the person of another (person_of). Outcome: unchanged, or the code of the problem; null: written.';

create table digests (
  duty_date date constraint digests_pkey primary key,
  mailing_until timestamptz,
  mailed_at timestamptz
);
comment on table digests is 'The evening digests: one mail to the coordinator about the duties of a date, over all notifiers.';
comment on column digests.mailing_until is 'The lease of the notifier that mails it.';
