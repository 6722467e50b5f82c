-- After a removal that was verified (t10): when the same file was first seen at another place. Written by the triggers below alone,
-- from sightings of the crawler; a changed copy is another file.
alter table takedown_fact add column elsewhere_at timestamptz;

-- Another page, at an address that the takedown is not about itself.
create function seen_elsewhere(of_takedown uuid, gone timestamptz) returns timestamptz language sql stable
  security definer set search_path = public, pg_temp as $$
  select min(s.first_seen_at) from takedown t join sighting s on s.media_id = t.media_id
   where t.id = of_takedown and s.first_seen_at > gone and s.page_location_id <> t.page_location_id
     and not exists (select from takedown_location l where l.takedown_id = t.id and l.location_id = s.location_id)
$$;
revoke all on function seen_elsewhere(uuid, timestamptz) from public;

-- The removal may be known of later than what was seen after it. A removal and a sighting of one file wait for each other, so that
-- whichever comes second sees the other; sightings do not wait for sightings.
create function keep_elsewhere_of_fact() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  -- of an upsert: the row that is there keeps its own
  if tg_op = 'INSERT' and exists (select from takedown_fact where takedown_id = new.takedown_id) then
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(media_id::text, 60)) from takedown where id = new.takedown_id;
  new.elsewhere_at := seen_elsewhere(new.takedown_id, new.t10);
  return new;
end $$;
revoke all on function keep_elsewhere_of_fact() from public;
create trigger keep_elsewhere_added before insert on takedown_fact
  for each row when (new.t10 is not null) execute function keep_elsewhere_of_fact();
create trigger keep_elsewhere_removed before update on takedown_fact
  for each row when (new.t10 is not null and old.t10 is null) execute function keep_elsewhere_of_fact();

-- Only facts that change are locked, in one order; each new sighting counts itself, whatever was seen before.
create function keep_elsewhere_of_sighting() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare
  ids uuid[];
begin
  perform pg_advisory_xact_lock_shared(k) from (
    select distinct hashtextextended(s.media_id::text, 60) as k from seen s
     where exists (select from takedown t where t.media_id = s.media_id) order by 1) x;
  select array_agg(distinct f.takedown_id) into ids
    from seen s join takedown t on t.media_id = s.media_id and t.page_location_id <> s.page_location_id
    join takedown_fact f on f.takedown_id = t.id and f.t10 < s.first_seen_at and f.elsewhere_at is null
   where not exists (select from takedown_location l where l.takedown_id = t.id and l.location_id = s.location_id);
  if ids is null then
    return null;
  end if;
  perform from takedown_fact where takedown_id = any (ids) order by takedown_id for no key update;
  update takedown_fact f set elsewhere_at = e.at
    from (select t.id, min(s.first_seen_at) as at
            from seen s join takedown t on t.media_id = s.media_id and t.page_location_id <> s.page_location_id
            join takedown_fact o on o.takedown_id = t.id
           where t.id = any (ids) and s.first_seen_at > o.t10
             and not exists (select from takedown_location l where l.takedown_id = t.id and l.location_id = s.location_id)
           group by t.id) e
   where f.takedown_id = e.id and f.elsewhere_at is null;
  return null;
end $$;
revoke all on function keep_elsewhere_of_sighting() from public;
create trigger keep_elsewhere_of_sighting after insert on sighting referencing new table as seen
  for each statement execute function keep_elsewhere_of_sighting();

update takedown_fact f set elsewhere_at = e.at
  from (select takedown_id, seen_elsewhere(takedown_id, t10) as at from takedown_fact where t10 is not null offset 0) e
 where f.takedown_id = e.takedown_id and e.at is not null;
create index takedown_fact_elsewhere on takedown_fact (t10) where elsewhere_at is not null;
