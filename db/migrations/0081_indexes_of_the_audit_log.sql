-- As the lists' (0060): each ends in the sort and begins with columns of few values, all of which are known. No two begin with the
-- same column, so that the planner has no choice; the time is looked at in the index.
drop index audit_log_action;
create index audit_log_listed on audit_log (action, subject_type, id) include (at);
drop index audit_log_actor;
create index audit_log_listed_by_actor on audit_log (actor, action, subject_type, id) include (at);
create index audit_log_request_id on audit_log (request_id) where request_id is not null;
