-- The end of a number finds a match as it finds a report: pages name matches by it.
create index match_number_end on match (right(id::text, 6));

-- Written by api. How long a person has looked at cases, by ten minutes: a day of 24 hours ends nowhere in a shift.
create table exposure_slot (
  actor text not null,
  slot timestamptz not null,
  seconds integer not null default 0 check (seconds >= 0),
  looks integer not null default 1,
  last_look_at timestamptz not null,
  primary key (actor, slot)
);
create index exposure_slot_at on exposure_slot (slot);
-- What the newest look added, which counts for its ten minutes as well.
alter table exposure_day add column added integer not null default 0 check (added >= 0);

-- Nobody begins anew by this: what a day has so far stands where it was looked last.
insert into exposure_slot (actor, slot, seconds, looks, last_look_at)
select actor, date_bin('10 minutes', last_look_at, 'epoch'), sum(seconds), sum(looks), max(last_look_at)
  from exposure_day where last_look_at > clock_timestamp() - interval '24 hours' group by 1, 2;
