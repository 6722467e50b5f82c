-- Written by whoever does something. What an auditor looks for: by time alone, and by person, action or object, the newest first.
create index audit_event_at on audit_event (at, id);
create index audit_event_actor on audit_event (actor, at, id);
create index audit_event_action on audit_event (action, at, id);
create index audit_event_one on audit_event (object_id, at, id);
