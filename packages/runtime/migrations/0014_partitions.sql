-- Written by crawler. What grows with every fetch lies in parts: visits and checks by month (UTC), so that a month that
-- is over is dropped as a whole; sightings by media, since what is seen is upserted for ever. The crawler makes the months
-- ahead; a row of a month that was not made lies in the default part, and so does what outlives its month.

-- Makes the part of one month unless it is there, with the rows that had to go to the default part meanwhile.
create function make_month_partition(parent text, month timestamptz) returns boolean language plpgsql as $$
declare
  starts constant timestamptz := date_trunc('month', month, 'UTC');
  ends constant timestamptz := date_trunc('month', starts + interval '40 days', 'UTC');
  part constant text := parent || to_char(starts at time zone 'UTC', '_YYYYMM');
  rest constant text := parent || '_default';
  key constant text := (
    select a.attname from pg_partitioned_table p
      join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
     where p.partrelid = to_regclass(parent));
begin
  if to_regclass(part) is not null then
    return false;
  end if;
  -- a row that came in between would keep the new part from being attached
  execute format('lock table %I in access exclusive mode', rest);
  execute format('create table %I (like %I including defaults including constraints)', part, parent);
  execute format('with moved as (delete from %1$I where %3$I >= $1 and %3$I < $2 returning *)
    insert into %2$I select * from moved', rest, part, key) using starts, ends;
  -- attached, not created in place: nobody who reads or writes other parts waits for it
  execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part, starts, ends);
  return true;
end $$;

alter table visit rename to visit_whole;
alter table visit_whole drop constraint visit_pkey;
drop index visit_location, visit_page, visit_look;
create table visit (like visit_whole including defaults including constraints) partition by range (started_at);
create table visit_default partition of visit default;

alter table removal_check rename to removal_check_whole;
alter table removal_check_whole
  drop constraint removal_check_pkey,
  drop constraint removal_check_takedown_id_due_at_key;
drop index removal_check_takedown;
create table removal_check (like removal_check_whole including defaults including constraints)
  partition by range (due_at);
create table removal_check_default partition of removal_check default;

-- Months that have rows, of the last five years, and the next ones; a time out of all reason is left to the default part.
do $$
declare
  one record;
begin
  for one in
    select parent, month
      from (values ('visit', (select min(started_at) from visit_whole)),
                   ('removal_check', (select min(due_at) from removal_check_whole))) as oldest (parent, at),
           generate_series(
             greatest(date_trunc('month', least(at, now()), 'UTC'), now() - interval '5 years') + interval '14 days',
             now() + interval '4 months', interval '1 month') as month
  loop
    perform make_month_partition(one.parent, one.month);
  end loop;
end $$;

insert into visit select * from visit_whole;
drop table visit_whole;
alter table visit
  add primary key (id, started_at),
  add foreign key (location_id) references location (id),
  add foreign key (page_location_id) references location (id),
  add foreign key (media_id) references media (id);
create index visit_location on visit (location_id, started_at);
create index visit_page on visit (page_location_id, started_at);
create index visit_look on visit (look_id) where look_id is not null;

insert into removal_check select * from removal_check_whole;
drop table removal_check_whole;
alter table removal_check add primary key (id, due_at), add unique (takedown_id, due_at);
create index removal_check_takedown on removal_check (takedown_id, finished_at);

-- By media: sweeps ask for the sightings of thousands of matched media at a time, and each finds its one part; whatever
-- asks by page does so for one page and looks into all sixteen.
alter table sighting rename to sighting_whole;
alter table sighting_whole drop constraint sighting_pkey;
drop index sighting_page, sighting_location, sighting_first_seen;
create table sighting (like sighting_whole including defaults including constraints) partition by hash (media_id);
do $$
begin
  for part in 0..15 loop
    execute format('create table %I partition of sighting for values with (modulus 16, remainder %s)',
      'sighting_' || to_char(part, 'FM00'), part);
  end loop;
end $$;
insert into sighting select * from sighting_whole;
drop table sighting_whole;
alter table sighting
  add primary key (media_id, location_id, page_location_id),
  add foreign key (media_id) references media (id),
  add foreign key (location_id) references location (id),
  add foreign key (page_location_id) references location (id);
create index sighting_page on sighting (page_location_id);
create index sighting_location on sighting (location_id);
create index sighting_first_seen on sighting (first_seen_at);
create index sighting_gone on sighting (gone_at) where gone_at is not null;

-- Locations that lost something which rested on them: whether anything still does is looked at afterwards.
create table location_review (
  location_id uuid primary key
);
-- A location goes only when nothing refers to it: this is how that is seen.
create index notice_line_location on notice_line (location_id);

-- Due crawls by host, so that hosts take turns however many pages one of them has.
create index location_due_host on location (host, crawl_due_at) where crawl_due_at is not null;
drop index location_crawl_due;

-- Which crawler process may ask a host, and who is to be the next. Nothing is lost with it: unlogged.
create unlogged table host_lane (
  host text primary key,
  holder uuid,
  lease_until timestamptz not null,
  next_start_at timestamptz,
  next_holder uuid,
  next_until timestamptz
);
