-- One page on which the media of a match that waits was seen: where no takedown is open on it, nothing else has to be looked at to know
-- that the match is shown. Null once no sighting is left, or until there is one.
alter table waiting_match add column page_location_id uuid;

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
        country = excluded.country, at_risk = excluded.at_risk, page_location_id = excluded.page_location_id
$$;

create or replace function sighting_of_waiting() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform with_marks(false);
  update waiting_match w
     set host = coalesce(w.host, s.host), country = coalesce(w.country, country_of_host(coalesce(w.host, s.host))),
         at_risk = w.at_risk or s.at_risk, page_location_id = coalesce(w.page_location_id, s.page)
    from (
      select a.media_id, (array_agg(p.host order by a.first_seen_at, a.location_id))[1] as host,
             (array_agg(a.page_location_id order by a.first_seen_at, a.location_id))[1] as page,
             bool_or(page_at_risk(a.page_location_id)) as at_risk
        from added a
        join location p on p.id = a.location_id
       where exists (select from waiting_match o where o.media_id = a.media_id)
       group by a.media_id) s
   where w.media_id = s.media_id
     and (w.host is null or w.page_location_id is null or (s.at_risk and not w.at_risk));
  return null;
end $$;

create function sighting_of_waiting_goes() returns trigger
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  with locked as (
    select w.match_id from waiting_match w
     where exists (select from gone g where g.media_id = w.media_id and g.page_location_id = w.page_location_id)
     order by w.match_id for update
  )
  update waiting_match w
     set page_location_id = (select s.page_location_id from sighting s where s.media_id = w.media_id limit 1)
    from locked l where w.match_id = l.match_id;
  return null;
end $$;
create trigger sighting_of_waiting_goes after delete on sighting referencing old table as gone
  for each statement execute function sighting_of_waiting_goes();

update waiting_match w set page_location_id = (
  select s.page_location_id from sighting s where s.media_id = w.media_id
   order by (s.first_seen_at, s.location_id) limit 1);
