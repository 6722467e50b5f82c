-- What figures of decisions are made of: a narrow row for each match. Written by the triggers below, and by api, which notices what came to wait
-- or waits no more for another reason than a decision.
set local lock_timeout = '30s';
lock table match, decision in share row exclusive mode;

create table match_fact (
  match_id uuid primary key references match (id) on delete cascade,
  -- from when on it could be decided; of what a look back found, null until it was released or seen anew
  found_at timestamptz,
  -- the first decision that was not undone, and from when on it counts
  decided_at timestamptz,
  counts_at timestamptz,
  verdict text check (verdict in ('confirm', 'reject')),
  -- from when on it did not wait any more without having been decided; null again when it waits again
  closed_at timestamptz,
  -- from when on that was known: what is asked as of before had it waiting
  closed_known_at timestamptz,
  -- who decides it, as it was when it was found
  way text not null check (way in ('rule', 'person')),
  list_id uuid not null,
  legal_class text not null,
  tier text not null,
  -- by which way the first report of the page came on which it was seen first
  source text,
  changed xid8 not null default pg_current_xact_id(),
  check ((closed_at is null) = (closed_known_at is null))
);
create index match_fact_changed on match_fact (changed);
create index match_fact_found on match_fact (found_at, match_id) where way = 'person';
create index match_fact_ends on match_fact ((coalesce(counts_at, closed_known_at, 'infinity'::timestamptz))) where way = 'person';
-- What waits, and what may come to wait: each is gone through by itself.
create index match_fact_waiting on match_fact (match_id) where decided_at is null and closed_at is null and found_at is not null;
create index match_fact_resting on match_fact (match_id) where found_at is null or (decided_at is null and closed_at is not null);

create function stamp_match_fact() returns trigger language plpgsql as $$
begin
  new.changed := pg_current_xact_id();
  return new;
end $$;
create trigger stamp_match_fact before update on match_fact for each row execute function stamp_match_fact();

-- A front page is reported thousands of times: its first report is found without reading the others. Ids of reports are in the order
-- in which they were received.
create index report_location_first on report_location (location_id, report_id);
drop index report_location_location;

create function source_of_media(media uuid) returns text language sql stable as $$
  select r.source
    from (select s.page_location_id as id from sighting s
           where s.media_id = media order by (s.first_seen_at, s.location_id) limit 1) p
    cross join lateral (
      select p.id union select c.root_location_id from crawl_page c where c.location_id = p.id) page
    cross join lateral (
      select l.report_id from report_location l where l.location_id = page.id order by l.report_id limit 1) l
    join report r on r.id = l.report_id
   order by r.id limit 1
$$;
revoke all on function source_of_media(uuid) from public;

-- Matches are found once: whoever adds one has the only row of it.
create function add_match_facts(matches uuid[]) returns void language sql as $$
  with source as materialized (
    select media_id, source_of_media(media_id) as way
      from (select distinct media_id from match where id = any (matches)) seen
  )
  insert into match_fact (match_id, found_at, decided_at, counts_at, way, list_id, legal_class, tier, source)
  select m.id, f.at, case f.way when 'rule' then f.at end, case f.way when 'rule' then f.at end, f.way, m.list_id, e.legal_class, m.tier, s.way
    from match m
    join source s on s.media_id = m.media_id
    join list_entry e on e.id = m.entry_id
    join hash_list l on l.id = m.list_id
    cross join lateral (
      select case when m.look_back is null then m.matched_at end as at,
             case when m.tier = 'exact' and l.opens <> 'never' then 'rule' else 'person' end as way) f
   where m.id = any (matches)
  on conflict (match_id) do nothing
$$;
revoke all on function add_match_facts(uuid[]) from public;

-- Rows are locked in the order of their matches, and before those of the queue. What a rule decided stays so, whatever people say later.
create function match_facts_decided(matches uuid[]) returns void language sql as $$
  with locked as (
    select match_id from match_fact where match_id = any (matches) and way = 'person' order by match_id for update
  ), first as (
    select distinct on (match_id) match_id, at, coalesce(effect_at, at) as counts_at, verdict
      from decision where match_id = any (matches) order by match_id, at, id
  )
  update match_fact f set decided_at = d.at, counts_at = d.counts_at, verdict = d.verdict
    from locked l left join first d on d.match_id = l.match_id
   where f.match_id = l.match_id
     and (f.decided_at, f.counts_at, f.verdict) is distinct from (d.at, d.counts_at, d.verdict)
$$;
revoke all on function match_facts_decided(uuid[]) from public;

create function keep_match_fact() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform add_match_facts(array(select id from added));
  return null;
end $$;
revoke all on function keep_match_fact() from public;
create trigger keep_match_fact after insert on match referencing new table as added
  for each statement execute function keep_match_fact();

-- A better result takes the place of the one before; what comes back as if it were new waits for a release.
create function keep_match_fact_anew() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  with differs as (
    select n.id, n.tier, n.matched_at, n.look_back, n.look_back is distinct from o.look_back as is_moved
      from found n join was o on o.id = n.id
     where (n.tier, n.matched_at, n.look_back) is distinct from (o.tier, o.matched_at, o.look_back)
  ), locked as (
    select f.match_id from match_fact f join differs d on d.id = f.match_id
     where f.decided_at is null order by f.match_id for update of f
  )
  update match_fact f
     set tier = d.tier,
         found_at = case when d.look_back is null then d.matched_at when not d.is_moved then f.found_at end,
         closed_at = case when not d.is_moved then f.closed_at end,
         closed_known_at = case when not d.is_moved then f.closed_known_at end
    from locked l join differs d on d.id = l.match_id
   where f.match_id = l.match_id;
  return null;
end $$;
revoke all on function keep_match_fact_anew() from public;
create trigger keep_match_fact_anew after update on match referencing old table as was new table as found
  for each statement execute function keep_match_fact_anew();

create function keep_match_fact_decided() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform match_facts_decided(array(select match_id from changed));
  return null;
end $$;
revoke all on function keep_match_fact_decided() from public;
create trigger keep_match_fact_decided after insert on decision referencing new table as changed
  for each statement execute function keep_match_fact_decided();
create trigger keep_match_fact_undone after delete on decision referencing old table as changed
  for each statement execute function keep_match_fact_decided();

-- One that could still be undone counts at once where a child may be at risk. Reasons are emptied as well, which changes nothing here.
create function keep_match_fact_hastened() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  perform match_facts_decided(array(
    select n.match_id from changed n join was o on o.id = n.id
     where n.effect_at is distinct from o.effect_at));
  return null;
end $$;
revoke all on function keep_match_fact_hastened() from public;
create trigger keep_match_fact_hastened after update on decision referencing old table as was new table as changed
  for each statement execute function keep_match_fact_hastened();

select add_match_facts(array(select id from match));
select match_facts_decided(array(select distinct match_id from decision));
