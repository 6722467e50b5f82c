-- Written by runtime. A process that ended in order says so: nobody waits for it then, unless it is one that is needed.
alter table process_seen add column stopped_at timestamptz;
