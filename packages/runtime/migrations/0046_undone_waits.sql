-- What was decided and undone waits again, as it did before.
create function match_waits_again() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform with_marks(false);
  insert into waiting_match (match_id, media_id, list_id, legal_class, tier, host, at_risk)
  select m.id, m.media_id, m.list_id, e.legal_class, m.tier, f.host, media_at_risk(m.media_id)
    from match m
    join list_entry e on e.id = m.entry_id
    join hash_list l on l.id = m.list_id
    left join lateral (
      select p.host from sighting s join location p on p.id = s.location_id
       where s.media_id = m.media_id order by (s.first_seen_at, s.location_id) limit 1) f on true
   where m.id in (select match_id from gone)
     and (m.tier in ('near', 'probable') or l.opens = 'never')
     and not exists (select from decision d where d.match_id = m.id)
   order by m.id
  on conflict (match_id) do nothing;
  return null;
end $$;
create trigger match_waits_again after delete on decision referencing old table as gone
  for each statement execute function match_waits_again();
