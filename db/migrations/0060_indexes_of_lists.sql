-- Lists are filtered by a few columns of few values each and sorted by id or date. Each index here ends in the sort, so that
-- a page is read from as many ranges as there are combinations of the values asked for, and nothing else is looked at.

-- What is being sent is a few hundred rows at most, found by deliveries_leased: leaving it out spares each message an entry.
create index deliveries_listed on deliveries (state, channel, template, id) where state <> 'sending';
create index deliveries_listed_by_error on deliveries (last_error_code, state, channel, template, id)
  where last_error_code is not null;
drop index deliveries_failed;

create index registrations_listed on registrations (status, id);

create index duty_assignments_listed on duty_assignments (status, id);
create index duty_assignments_listed_by_date on duty_assignments (status, duty_date, id);
create index duty_assignments_registration_id on duty_assignments (registration_id, id);
