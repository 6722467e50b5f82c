-- Written by the triggers below alone. What figures are made of: a narrow row for each takedown, with its clocks as columns and what it
-- is told apart by. Takedowns and their clocks come from events; this comes from them, and could be made anew.
create table takedown_fact (
  takedown_id uuid primary key references takedown (id),
  opened_at timestamptz not null,
  t0 timestamptz,
  t3 timestamptz,
  t4 timestamptz,
  t5 timestamptz,
  t6 timestamptz,
  t8 timestamptz,
  -- only once it was verified (t10)
  t9 timestamptz,
  t10 timestamptz,
  t11 timestamptz,
  -- when it was last seen before it went: between the two lies what nobody knows
  up_at timestamptz,
  -- from when on nothing more is waited for, whatever became of it
  closed_at timestamptz,
  provider_id uuid,
  country text,
  asn bigint,
  cdn text,
  registrar_id uuid,
  list_id uuid not null,
  legal_class text not null
);
create index takedown_fact_told on takedown_fact (t6);
create index takedown_fact_received on takedown_fact (t0);

create function fact_clock(state jsonb, name text) returns timestamptz language sql stable as $$
  select (state -> 'clocks' ->> name)::timestamptz
$$;

create function keep_takedown_fact() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
declare
  clocks constant jsonb := new.state -> 'clocks';
  gone constant boolean := clocks ->> 't10' is not null;
  seen constant timestamptz := case when not gone and new.state -> 'lastConclusive' ->> 'verdict' = 'present'
    then (new.state -> 'lastConclusive' ->> 'at')::timestamptz end;
  closed constant timestamptz := case when new.status = 'closed' then (new.state ->> 'closedAt')::timestamptz end;
begin
  insert into takedown_fact as f
    (takedown_id, opened_at, t0, t3, t4, t5, t6, t8, t9, t10, t11, up_at, closed_at, provider_id, list_id, legal_class)
  select new.id, new.opened_at, (clocks ->> 't0')::timestamptz, (clocks ->> 't3')::timestamptz,
         (clocks ->> 't4')::timestamptz, (clocks ->> 't5')::timestamptz, (clocks ->> 't6')::timestamptz,
         (clocks ->> 't8')::timestamptz, case when gone then (clocks ->> 't9')::timestamptz end,
         (clocks ->> 't10')::timestamptz, (clocks ->> 't11')::timestamptz, seen, closed, new.provider_id, m.list_id,
         coalesce(new.state ->> 'legalClass', e.legal_class)
    from match m join list_entry e on e.id = m.entry_id where m.id = new.match_id
  on conflict (takedown_id) do update set
    t0 = excluded.t0, t3 = excluded.t3, t4 = excluded.t4, t5 = excluded.t5, t6 = excluded.t6, t8 = excluded.t8,
    t9 = excluded.t9, t10 = excluded.t10, t11 = excluded.t11, up_at = coalesce(excluded.up_at, f.up_at),
    closed_at = excluded.closed_at, provider_id = excluded.provider_id, list_id = excluded.list_id,
    legal_class = excluded.legal_class;
  return null;
end $$;
revoke all on function keep_takedown_fact() from public;
create trigger keep_takedown_fact_added after insert on takedown
  for each row execute function keep_takedown_fact();
-- most changes of a takedown are of its plan, and tell nothing new
create trigger keep_takedown_fact_changed after update on takedown for each row
  when (old.state -> 'clocks' is distinct from new.state -> 'clocks'
    or old.state -> 'lastConclusive' is distinct from new.state -> 'lastConclusive'
    or old.status is distinct from new.status or old.provider_id is distinct from new.provider_id
    or old.match_id is distinct from new.match_id)
  execute function keep_takedown_fact();

create function keep_host_fact() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  update takedown_fact set country = new.country, asn = new.asn, cdn = new.cdn
   where takedown_id = new.takedown_id
     and (country, asn, cdn) is distinct from (new.country, new.asn, new.cdn);
  return null;
end $$;
revoke all on function keep_host_fact() from public;
create trigger keep_host_fact after insert or update on host_finding
  for each row execute function keep_host_fact();

create function keep_registrar_fact() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
begin
  update takedown_fact set registrar_id = new.provider_id
   where takedown_id = new.takedown_id and registrar_id is distinct from new.provider_id;
  return null;
end $$;
revoke all on function keep_registrar_fact() from public;
create trigger keep_registrar_fact after insert or update on host_recipient
  for each row when (new.role = 'registrar') execute function keep_registrar_fact();

insert into takedown_fact
  (takedown_id, opened_at, t0, t3, t4, t5, t6, t8, t9, t10, t11, up_at, closed_at, provider_id, country, asn, cdn,
   registrar_id, list_id, legal_class)
select t.id, t.opened_at, fact_clock(t.state, 't0'), fact_clock(t.state, 't3'), fact_clock(t.state, 't4'),
       fact_clock(t.state, 't5'), fact_clock(t.state, 't6'), fact_clock(t.state, 't8'),
       case when fact_clock(t.state, 't10') is not null then fact_clock(t.state, 't9') end,
       fact_clock(t.state, 't10'), fact_clock(t.state, 't11'), c.up_at,
       case when t.status = 'closed' then (t.state ->> 'closedAt')::timestamptz end, t.provider_id, h.country, h.asn,
       h.cdn, r.provider_id, m.list_id, coalesce(t.state ->> 'legalClass', e.legal_class)
  from takedown t
  join match m on m.id = t.match_id
  join list_entry e on e.id = m.entry_id
  left join host_finding h on h.takedown_id = t.id
  left join host_recipient r on r.takedown_id = t.id and r.role = 'registrar'
  left join lateral (
    select max(finished_at) as up_at from removal_check c
     where c.takedown_id = t.id and c.verdict = 'present'
       and (fact_clock(t.state, 't9') is null or c.finished_at < fact_clock(t.state, 't9'))
  ) c on true;
drop function fact_clock(jsonb, text);
