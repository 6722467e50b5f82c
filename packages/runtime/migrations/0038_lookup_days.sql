-- Written by matcher. What was asked under an accreditation on a day (UTC): calls are some million a day, and its page shows 30 days.
create table lookup_day (
  accreditation_id uuid not null references lookup_accreditation (id),
  day date not null,
  calls integer not null,
  hashes integer not null,
  hits integer not null,
  primary key (accreditation_id, day)
);
insert into lookup_day (accreditation_id, day, calls, hashes, hits)
select accreditation_id, (asked_at at time zone 'UTC')::date, count(*), sum(hashes), sum(hits)
  from lookup_call group by 1, 2;
