-- In the order of an activation, which changes entries and then what waits: the other way round each would wait for the other.
set local lock_timeout = '30s';
lock table hash_list, submission, list_entry in share row exclusive mode;

-- What its match rests on did not count when it was last asked: whoever reads the queue passes such rows over by the index. Only
-- `set_waiting_aside` says so, of rows that readers found not to count; whatever may have the match count again takes it back.
alter table waiting_match add column aside boolean not null default false;

drop index waiting_match_urgency;
drop index waiting_match_host;
drop index waiting_match_list;
drop index waiting_match_class;
drop index waiting_match_country;
create index waiting_match_urgency on waiting_match (urgency, match_id) where not aside;
create index waiting_match_host on waiting_match (host, urgency, match_id) where not aside;
create index waiting_match_list on waiting_match (list_id, urgency, match_id) where not aside;
create index waiting_match_class on waiting_match (legal_class, urgency, match_id) where not aside;
create index waiting_match_country on waiting_match (country, urgency, match_id) where not aside and country is not null;
create index waiting_match_at on waiting_match (matched_at) where not aside;
create index waiting_match_aside on waiting_match (list_id) where aside;

-- Setting aside and taking it back must see each other: taking back shares this lock, setting aside has it alone or does nothing.
create function with_waiting_grounds() returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended('waiting_aside', 0));
end $$;
revoke all on function with_waiting_grounds() from public;

-- Rows are locked in the order of their matches, as whoever decides many locks them.
create function waiting_again(matches uuid[]) returns void language sql as $$
  with locked as (
    select match_id from waiting_match where aside and match_id = any (matches) order by match_id for update
  )
  update waiting_match w set aside = false from locked l where w.match_id = l.match_id
$$;
revoke all on function waiting_again(uuid[]) from public;

-- Of some rows of the queue, sets aside those of which every change that has them count again is seen by a trigger below.
create function set_waiting_aside(matches uuid[]) returns integer language plpgsql
  security definer set search_path = public, pg_temp as $$
declare
  changed integer;
  is_unseen boolean := false;
begin
  -- What a look back found may be seen anew at this moment: finding shares this lock. Nobody waits for it: those who come after would
  -- wait as well, behind whoever holds it through a long activation.
  if exists (select from match where id = any (matches) and look_back is not null) then
    is_unseen := pg_try_advisory_xact_lock(hashtextextended('report_at_risk', 0));
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('waiting_aside', 0)) then
    return 0;
  end if;
  with locked as (
    select w.match_id
      from waiting_match w
      join match m on m.id = w.match_id
      join list_entry e on e.id = m.entry_id and e.list_id = w.list_id
      join hash_list l on l.id = w.list_id
      join submission s on s.id = e.submission_id and s.list_id = w.list_id
      left join submission b on b.id = m.look_back and b.list_id = w.list_id
     where w.match_id = any (matches) and not w.aside
       and (e.status <> 'active' or s.state not in ('active', 'ending')
         or l.expires_at <= clock_timestamp() or s.expires_at <= clock_timestamp()
         or (is_unseen and b.look_back <> 'released' and not exists (
           select from sighting f where f.media_id = m.media_id and f.first_seen_at > b.activated_at)))
     order by w.match_id for update of w skip locked
  )
  update waiting_match w set aside = true from locked l where w.match_id = l.match_id;
  get diagnostics changed = row_count;
  return changed;
end $$;
revoke all on function set_waiting_aside(uuid[]) from public;

create function grounds_of_waiting() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_waiting_grounds();
  if exists (select from waiting_match where aside) then
    perform waiting_again(array(
      select w.match_id from changed c join match m on m.entry_id = c.id join waiting_match w on w.match_id = m.id
       where w.aside and c.status = 'active'));
  end if;
  return null;
end $$;
create trigger grounds_of_waiting after update on list_entry referencing new table as changed
  for each statement execute function grounds_of_waiting();

-- Which of them count is asked of each when it is read. A change after which no more can count wakes none: it is made under the lock
-- that gives out epochs.
create function list_of_waiting() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_waiting_grounds();
  perform waiting_again(array(select match_id from waiting_match where aside and list_id = new.id));
  return null;
end $$;
create trigger list_of_waiting after update on hash_list for each row
  when (coalesce(new.expires_at, 'infinity') > coalesce(old.expires_at, 'infinity'))
  execute function list_of_waiting();

-- Of its list those that rest on it or that its look back found; entries that it takes over are woken by their own trigger.
create function submission_of_waiting() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_waiting_grounds();
  perform waiting_again(array(
    select w.match_id
      from waiting_match w
      join match m on m.id = w.match_id
      join list_entry e on e.id = m.entry_id
     where w.aside and w.list_id = new.list_id and (m.look_back = new.id or e.submission_id = new.id)));
  return null;
end $$;
create trigger submission_of_waiting after update on submission for each row
  when ((new.state in ('active', 'ending') and old.state not in ('active', 'ending'))
    or coalesce(new.expires_at, 'infinity') > coalesce(old.expires_at, 'infinity')
    or (old.look_back is distinct from new.look_back and coalesce(new.look_back, 'released') = 'released')
    or old.activated_at is distinct from new.activated_at)
  execute function submission_of_waiting();

create or replace function wait_for_person(matches uuid[]) returns void language sql as $$
  insert into waiting_match
    (match_id, media_id, list_id, legal_class, tier, matched_at, host, country, at_risk, page_location_id)
  select m.id, m.media_id, m.list_id, e.legal_class, m.tier, m.matched_at, f.host, country_of_host(f.host),
         media_at_risk(m.media_id), f.page_location_id
    from match m
    join list_entry e on e.id = m.entry_id
    join hash_list l on l.id = m.list_id
    left join lateral (
      select p.host, s.page_location_id from sighting s join location p on p.id = s.location_id
       where s.media_id = m.media_id order by (s.first_seen_at, s.location_id) limit 1) f on true
   where m.id = any (matches) and (m.tier in ('near', 'probable') or l.opens = 'never')
     and not exists (select from decision d where d.match_id = m.id)
   order by m.id
  on conflict (match_id) do update
    set media_id = excluded.media_id, list_id = excluded.list_id, legal_class = excluded.legal_class,
        tier = excluded.tier, matched_at = excluded.matched_at, host = excluded.host,
        country = excluded.country, at_risk = excluded.at_risk, page_location_id = excluded.page_location_id,
        aside = false
$$;

create function is_look_back(asked uuid) returns boolean language sql stable as $$
  select exists (select from match where id = asked and look_back is not null)
$$;
revoke all on function is_look_back(uuid) from public;

-- What a look back found counts from when it is seen anew.
create or replace function sighting_of_waiting() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_marks(false);
  with seen as (
      select a.media_id, (array_agg(p.host order by a.first_seen_at, a.location_id))[1] as host,
             (array_agg(a.page_location_id order by a.first_seen_at, a.location_id))[1] as page,
             bool_or(page_at_risk(a.page_location_id)) as at_risk
        from added a
        join location p on p.id = a.location_id
       where exists (select from waiting_match o where o.media_id = a.media_id)
       group by a.media_id
  ), locked as (
    -- in the order of their matches, as whoever wakes or decides many locks them
    select w.match_id from waiting_match w join seen s on s.media_id = w.media_id
     where w.host is null or w.page_location_id is null or (s.at_risk and not w.at_risk)
        or (w.aside and is_look_back(w.match_id))
     order by w.match_id for update of w
  )
  update waiting_match w
     set host = coalesce(w.host, s.host), country = coalesce(w.country, country_of_host(coalesce(w.host, s.host))),
         at_risk = w.at_risk or s.at_risk, page_location_id = coalesce(w.page_location_id, s.page),
         aside = w.aside and not is_look_back(w.match_id)
    from locked l, seen s
   where w.match_id = l.match_id and w.media_id = s.media_id;
  return null;
end $$;
