-- As the lists' (0060): each ends in the sort, and begins with columns of few values, all of which are known.
drop index audit_log_action;
create index audit_log_listed on audit_log (subject_type, action, id);
drop index audit_log_actor;
create index audit_log_listed_by_actor on audit_log (actor, subject_type, action, id);
create index audit_log_request_id on audit_log (request_id) where request_id is not null;
