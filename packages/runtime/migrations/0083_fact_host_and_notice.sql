-- The provider that figures tell takedowns apart by is the host, wherever a letter goes: police or whoever stands behind the host may
-- be written to first. It comes with country and network, from what was found of the host, and is not known before that.
create or replace function keep_host_fact() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  update takedown_fact set provider_id = new.provider_id, country = new.country, asn = new.asn, cdn = new.cdn
   where takedown_id = new.takedown_id
     and (provider_id, country, asn, cdn) is distinct from (new.provider_id, new.country, new.asn, new.cdn);
  return null;
end $$;

-- T6 of whoever was told by a person, in place of a notice: no letter went, whichever is the newest.
create function is_told_by_hand(state jsonb) returns boolean language sql immutable as $$
  select jsonb_path_exists(state, '$.entered[*].before.told ? (@.t6 == null)')
$$;

-- As before, without the provider; the channel is that of the notice that T6 is of, and goes when T6 is taken back.
create or replace function keep_takedown_fact() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare
  clocks constant jsonb := new.state -> 'clocks';
  gone constant boolean := clocks ->> 't10' is not null;
  seen constant timestamptz := case when not gone and new.state -> 'lastConclusive' ->> 'verdict' = 'present'
    then (new.state -> 'lastConclusive' ->> 'at')::timestamptz end;
  closed constant timestamptz := case when new.status = 'closed' then (new.state ->> 'closedAt')::timestamptz end;
  told text;
begin
  -- at its T6 the newest notice is the first one: hand-overs have places too, and are no notices to the host
  if new.state ->> 'lastNoticeAt' = clocks ->> 't6' and not is_told_by_hand(new.state) then
    select n.channel into told from notice_item i join notice n on n.id = i.notice_id
     where i.takedown_id = new.id and i.seq = (new.state ->> 'lastNoticeSeq')::int;
  end if;
  insert into takedown_fact as f
    (takedown_id, opened_at, t0, t3, t4, t5, t6, t8, t9, t10, t11, up_at, closed_at, list_id, legal_class, channel)
  select new.id, new.opened_at, (clocks ->> 't0')::timestamptz, (clocks ->> 't3')::timestamptz,
         (clocks ->> 't4')::timestamptz, (clocks ->> 't5')::timestamptz, (clocks ->> 't6')::timestamptz,
         (clocks ->> 't8')::timestamptz, case when gone then (clocks ->> 't9')::timestamptz end,
         (clocks ->> 't10')::timestamptz, (clocks ->> 't11')::timestamptz, seen, closed, m.list_id,
         coalesce(new.state ->> 'legalClass', e.legal_class), told
    from match m join list_entry e on e.id = m.entry_id where m.id = new.match_id
  on conflict (takedown_id) do update set
    t0 = excluded.t0, t3 = excluded.t3, t4 = excluded.t4, t5 = excluded.t5, t6 = excluded.t6, t8 = excluded.t8,
    t9 = excluded.t9, t10 = excluded.t10, t11 = excluded.t11, up_at = coalesce(excluded.up_at, f.up_at),
    closed_at = excluded.closed_at, list_id = excluded.list_id, legal_class = excluded.legal_class,
    channel = case when excluded.t6 is not null then coalesce(f.channel, excluded.channel) end;
  return null;
end $$;

drop trigger keep_takedown_fact_changed on takedown;
create trigger keep_takedown_fact_changed after update on takedown for each row
  when (old.state -> 'clocks' is distinct from new.state -> 'clocks'
    or old.state -> 'lastConclusive' is distinct from new.state -> 'lastConclusive'
    or old.status is distinct from new.status or old.match_id is distinct from new.match_id)
  execute function keep_takedown_fact();

update takedown_fact f set provider_id = k.provider_id, channel = k.channel
  from (select t.id, h.provider_id,
               case when o.t6 is not null and not is_told_by_hand(t.state) then first.channel end as channel
          from takedown t
          join takedown_fact o on o.takedown_id = t.id
          left join host_finding h on h.takedown_id = t.id
          left join lateral (
            select n.channel from takedown_event e join notice n on n.id = (e.data ->> 'noticeId')::uuid
             where e.takedown_id = t.id and e.type = 'notified' order by e.seq limit 1) first on o.t6 is not null) k
 where f.takedown_id = k.id and (f.provider_id, f.channel) is distinct from (k.provider_id, k.channel);
