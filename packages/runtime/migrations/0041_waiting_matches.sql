-- Written by api. A child may be at risk now: of which report somebody said so, who, and why.
create table report_at_risk (
  report_id uuid primary key references report (id) on delete cascade,
  -- emptied with what the reporter wrote
  reason_ct bytea,
  marked_by text not null,
  marked_at timestamptz not null default clock_timestamp()
);
create index report_at_risk_marked on report_at_risk (marked_at);

-- Kept by triggers alone: matches that no rule decides and nobody has, with what people order and choose them by. A row more than
-- there should be is harmless, since who reads also asks `match`; whether a match still counts is asked there as well.
create table waiting_match (
  match_id uuid primary key references match (id) on delete cascade,
  media_id uuid not null,
  list_id uuid not null,
  legal_class text not null,
  tier text not null,
  matched_at timestamptz not null,
  -- that served the media when it was first seen
  host text,
  -- of the host, as the newest takedown there found it
  country text,
  at_risk boolean not null default false,
  urgency smallint not null generated always as (
    case when at_risk then 0 else 3 end + case tier when 'exact' then 0 when 'near' then 1 else 2 end) stored
);
create index waiting_match_urgency on waiting_match (urgency, match_id);
create index waiting_match_host on waiting_match (host, urgency, match_id);
create index waiting_match_list on waiting_match (list_id, urgency, match_id);
create index waiting_match_class on waiting_match (legal_class, urgency, match_id);
create index waiting_match_country on waiting_match (country, urgency, match_id) where country is not null;
create index waiting_match_media on waiting_match (media_id);
-- Where a host is, by its newest takedown.
create index takedown_host on takedown (host, id desc);

create function country_of_host(asked text) returns text language sql stable as $$
  select f.country from takedown t join host_finding f on f.takedown_id = t.id
   where t.host = asked and f.country is not null order by t.id desc limit 1
$$;
revoke all on function country_of_host(text) from public;

create function page_at_risk(page uuid) returns boolean language sql stable as $$
  select exists (select from report_location l join report_at_risk r on r.report_id = l.report_id where l.location_id = page)
    or exists (select from crawl_page c join report_location l on l.location_id = c.root_location_id
      join report_at_risk r on r.report_id = l.report_id where c.location_id = page)
$$;
revoke all on function page_at_risk(uuid) from public;

create function media_at_risk(media uuid) returns boolean language sql stable as $$
  select exists (select from report_at_risk)
    and exists (select from sighting s where s.media_id = media and page_at_risk(s.page_location_id))
$$;
revoke all on function media_at_risk(uuid) from public;

-- What is found and what is marked at the same moment must see each other: finding shares this lock, marking has it alone.
create function with_marks(alone boolean) returns void language plpgsql as $$
begin
  if alone then
    perform pg_advisory_xact_lock(hashtextextended('report_at_risk', 0));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended('report_at_risk', 0));
  end if;
end $$;
revoke all on function with_marks(boolean) from public;

create function wait_for_person(matches uuid[]) returns void language sql as $$
  insert into waiting_match (match_id, media_id, list_id, legal_class, tier, matched_at, host, country, at_risk)
  select m.id, m.media_id, m.list_id, e.legal_class, m.tier, m.matched_at, f.host, country_of_host(f.host),
         media_at_risk(m.media_id)
    from match m
    join list_entry e on e.id = m.entry_id
    join hash_list l on l.id = m.list_id
    left join lateral (
      select p.host from sighting s join location p on p.id = s.location_id
       where s.media_id = m.media_id order by (s.first_seen_at, s.location_id) limit 1) f on true
   where m.id = any (matches) and (m.tier in ('near', 'probable') or l.opens = 'never')
     and not exists (select from decision d where d.match_id = m.id)
   order by m.id
  on conflict (match_id) do update
    set media_id = excluded.media_id, list_id = excluded.list_id, legal_class = excluded.legal_class,
        tier = excluded.tier, matched_at = excluded.matched_at, host = excluded.host,
        country = excluded.country, at_risk = excluded.at_risk
$$;
revoke all on function wait_for_person(uuid[]) from public;

create function match_waits() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_marks(false);
  delete from waiting_match w using added m join hash_list l on l.id = m.list_id
   where w.match_id = m.id and m.tier = 'exact' and l.opens <> 'never';
  perform wait_for_person(array(select id from added));
  return null;
end $$;
create trigger match_waits after insert on match referencing new table as added
  for each statement execute function match_waits();
create trigger match_waits_anew after update on match referencing new table as added
  for each statement execute function match_waits();

create function match_waits_no_more() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from waiting_match where match_id in (select match_id from added);
  return null;
end $$;
create trigger match_waits_no_more after insert on decision referencing new table as added
  for each statement execute function match_waits_no_more();

-- A decision that is taken back wholly leaves its match waiting as before.
create function match_waits_again() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_marks(false);
  perform wait_for_person(array(select match_id from gone));
  return null;
end $$;
create trigger match_waits_again after delete on decision referencing old table as gone
  for each statement execute function match_waits_again();

-- Only what is new is looked at: a picture may have been seen ten thousand times.
create function sighting_of_waiting() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_marks(false);
  update waiting_match w
     set host = coalesce(w.host, s.host), country = coalesce(w.country, country_of_host(coalesce(w.host, s.host))),
         at_risk = w.at_risk or s.at_risk
    from (
      select a.media_id, (array_agg(p.host order by a.first_seen_at, a.location_id))[1] as host,
             bool_or(page_at_risk(a.page_location_id)) as at_risk
        from added a
        join location p on p.id = a.location_id
       where exists (select from waiting_match o where o.media_id = a.media_id)
       group by a.media_id) s
   where w.media_id = s.media_id and (w.host is null or (s.at_risk and not w.at_risk));
  return null;
end $$;
create trigger sighting_of_waiting after insert on sighting referencing new table as added
  for each statement execute function sighting_of_waiting();

create function host_found() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  with f as (
    select distinct on (t.host) t.host, a.country from added a join takedown t on t.id = a.takedown_id
     where a.country is not null order by t.host, t.id desc
  ), locked as (
    select w.match_id, f.country from waiting_match w join f on f.host = w.host
     where w.country is distinct from f.country order by w.match_id for update of w
  )
  update waiting_match w set country = l.country from locked l where w.match_id = l.match_id;
  return null;
end $$;
create trigger host_found after insert on host_finding referencing new table as added
  for each statement execute function host_found();
create trigger host_found_anew after update on host_finding referencing new table as added
  for each statement execute function host_found();

-- Rows are locked in the order of their matches, as whoever decides many locks them.
create function pages_at_risk(pages uuid[]) returns void language sql as $$
  with locked as (
    select match_id from waiting_match
     where not at_risk and media_id in (select media_id from sighting where page_location_id = any (pages))
     order by match_id for update
  )
  update waiting_match w set at_risk = true from locked l where w.match_id = l.match_id
$$;
revoke all on function pages_at_risk(uuid[]) from public;

create function report_leads_to_risk() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found uuid[];
begin
  perform with_marks(false);
  select array_agg(p.id) into found
    from added a
    join report_at_risk r on r.report_id = a.report_id
    cross join lateral (
      select a.location_id as id where a.location_id is not null
      union select location_id from crawl_page where root_location_id = a.location_id) p;
  if found is not null then
    perform pages_at_risk(found);
  end if;
  return null;
end $$;
create trigger report_leads_to_risk after insert on report_location referencing new table as added
  for each statement execute function report_leads_to_risk();

create function report_is_at_risk() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_marks(true);
  perform pages_at_risk(array(
    select p.id from changed a
      join report_location l on l.report_id = a.report_id
      cross join lateral (
        select l.location_id as id
        union select location_id from crawl_page where root_location_id = l.location_id) p));
  return null;
end $$;
create trigger report_is_at_risk after insert on report_at_risk referencing new table as changed
  for each statement execute function report_is_at_risk();

-- There are few that wait and are marked: each is looked at anew.
create function report_is_not_at_risk() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_marks(true);
  with locked as (
    select match_id from waiting_match where at_risk and not media_at_risk(media_id) order by match_id for update
  )
  update waiting_match w set at_risk = false from locked l where w.match_id = l.match_id;
  return null;
end $$;
create trigger report_is_not_at_risk after delete on report_at_risk
  for each statement execute function report_is_not_at_risk();

create function crawl_leads_to_risk() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found uuid[];
begin
  perform with_marks(false);
  select array_agg(distinct a.location_id) into found
    from added a
    join report_location l on l.location_id = a.root_location_id
    join report_at_risk r on r.report_id = l.report_id;
  if found is not null then
    perform pages_at_risk(found);
  end if;
  return null;
end $$;
create trigger crawl_leads_to_risk after insert on crawl_page referencing new table as added
  for each statement execute function crawl_leads_to_risk();

-- The class of an entry may be lowered or raised while its matches wait.
create function entry_class_of_waiting() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  with locked as (
    select w.match_id, c.legal_class from changed c join match m on m.entry_id = c.id join waiting_match w on w.match_id = m.id
     where w.legal_class is distinct from c.legal_class order by w.match_id for update of w
  )
  update waiting_match w set legal_class = l.legal_class from locked l where w.match_id = l.match_id;
  return null;
end $$;
create trigger entry_class_of_waiting after update on list_entry referencing new table as changed
  for each statement execute function entry_class_of_waiting();

insert into waiting_match (match_id, media_id, list_id, legal_class, tier, matched_at, host, country)
select m.id, m.media_id, m.list_id, e.legal_class, m.tier, m.matched_at, f.host, country_of_host(f.host)
  from match m
  join list_entry e on e.id = m.entry_id
  join hash_list l on l.id = m.list_id
  left join lateral (
    select p.host from sighting s join location p on p.id = s.location_id
     where s.media_id = m.media_id order by (s.first_seen_at, s.location_id) limit 1) f on true
 where (m.tier in ('near', 'probable') or l.opens = 'never')
   and not exists (select from decision d where d.match_id = m.id);
