create table registrations (
  id uuid constraint registrations_pkey primary key,
  full_name text not null constraint registrations_full_name_length check (char_length(full_name) <= 200),
  name_key text not null,
  phone_number text not null
    constraint registrations_phone_number_e164 check (phone_number ~ '^\+[1-9][0-9]{6,14}$'),
  email text,
  whatsapp_opt_in boolean not null,
  language text not null,
  status text not null default 'active'
    constraint registrations_status_known check (status in ('active', 'erased')),
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint registrations_phone_number_name_key unique (phone_number, name_key)
);
comment on table registrations is 'Who signed up. A phone number may serve a family, so phone and name together make a person.';
comment on column registrations.name_key is 'The full name, lower-cased by the application: the database''s own lower() depends on its locale.';

create table duty_assignments (
  id uuid constraint duty_assignments_pkey primary key,
  registration_id uuid not null
    constraint duty_assignments_registration_id_fkey references registrations on delete restrict,
  duty_date date not null,
  duty_time text not null constraint duty_assignments_duty_time_length check (char_length(duty_time) <= 60),
  status text not null default 'assigned'
    constraint duty_assignments_status_known check (status in ('assigned', 'cancelled')),
  version integer not null default 1,
  allotted_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
comment on table duty_assignments is 'Who serves when. duty_time is a label such as "Fajar Azaan", not a clock time.';
comment on column duty_assignments.version is 'Raised by every change; a message is true only for the version it was written for.';
comment on column duty_assignments.allotted_at is 'When the present date and time were given: an allotment made after its reminder was due needs no reminder.';

create unique index duty_assignments_registration_date_time_key
  on duty_assignments (registration_id, duty_date, duty_time) where status <> 'cancelled';
create index duty_assignments_duty_date on duty_assignments (duty_date, id);
