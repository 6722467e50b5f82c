-- Whoever keeps a copy of the facts asks for what changed since: the transaction that wrote a row, which no clock replaces.
alter table takedown_fact
  add column channel text,
  add column changed xid8 not null default pg_current_xact_id();
create index takedown_fact_changed on takedown_fact (changed);

create function stamp_takedown_fact() returns trigger language plpgsql as $$
begin
  new.changed := pg_current_xact_id();
  return new;
end $$;
create trigger stamp_takedown_fact before update on takedown_fact
  for each row execute function stamp_takedown_fact();

-- As before, and by which way the provider was told first. That is read and not kept by a trigger of the notice, which would take locks
-- in another order than whoever settles it.
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
  if clocks ->> 't6' is not null then
    select n.channel into told from notice_item i join notice n on n.id = i.notice_id
     where i.takedown_id = new.id and n.kind <> 'retraction' order by i.seq limit 1;
  end if;
  insert into takedown_fact as f
    (takedown_id, opened_at, t0, t3, t4, t5, t6, t8, t9, t10, t11, up_at, closed_at, provider_id, list_id, legal_class, channel)
  select new.id, new.opened_at, (clocks ->> 't0')::timestamptz, (clocks ->> 't3')::timestamptz,
         (clocks ->> 't4')::timestamptz, (clocks ->> 't5')::timestamptz, (clocks ->> 't6')::timestamptz,
         (clocks ->> 't8')::timestamptz, case when gone then (clocks ->> 't9')::timestamptz end,
         (clocks ->> 't10')::timestamptz, (clocks ->> 't11')::timestamptz, seen, closed, new.provider_id, m.list_id,
         coalesce(new.state ->> 'legalClass', e.legal_class), told
    from match m join list_entry e on e.id = m.entry_id where m.id = new.match_id
  on conflict (takedown_id) do update set
    t0 = excluded.t0, t3 = excluded.t3, t4 = excluded.t4, t5 = excluded.t5, t6 = excluded.t6, t8 = excluded.t8,
    t9 = excluded.t9, t10 = excluded.t10, t11 = excluded.t11, up_at = coalesce(excluded.up_at, f.up_at),
    closed_at = excluded.closed_at, provider_id = excluded.provider_id, list_id = excluded.list_id,
    legal_class = excluded.legal_class, channel = coalesce(f.channel, excluded.channel);
  return null;
end $$;

update takedown_fact f set channel = (
  select n.channel from notice_item i join notice n on n.id = i.notice_id
   where i.takedown_id = f.takedown_id and n.kind <> 'retraction' order by i.seq limit 1)
 where f.t6 is not null;
