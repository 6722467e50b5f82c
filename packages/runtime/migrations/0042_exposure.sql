-- Written by api. How long a person has looked at cases on one day, UTC. Time between two looks counts, up to ten minutes.
create table exposure_day (
  actor text not null,
  day date not null,
  seconds integer not null default 0 check (seconds >= 0),
  looks integer not null default 1,
  first_look_at timestamptz not null,
  last_look_at timestamptz not null,
  primary key (actor, day)
);
create index exposure_day_day on exposure_day (day);
