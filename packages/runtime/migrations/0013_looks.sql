-- Written by crawler. Which look a visit belongs to, and which look a check rests on: one look judges every takedown of
-- a page whose check is due, and is named by the check that began it.
alter table visit add column look_id uuid;
alter table removal_check add column look_id uuid;
create index visit_look on visit (look_id) where look_id is not null;
