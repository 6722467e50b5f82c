-- From when on a decision counts for what it begins or ends; null from the first moment on. Until then whoever made it can
-- take it back.
alter table decision add column effect_at timestamptz;
create index decision_effect on decision (effect_at) where effect_at is not null;

-- Written by api: decisions that were taken back before they had any effect. They count nowhere; that there were any stays.
create table decision_undone (
  decision_id uuid primary key,
  match_id uuid not null references match (id),
  verdict text not null check (verdict in ('confirm', 'reject')),
  actor text not null,
  decided_at timestamptz not null,
  undone_at timestamptz not null default clock_timestamp()
);
create index decision_undone_match on decision_undone (match_id);

-- Whoever was told of the decision is told that it does not hold.
create function undone_tells_hooks() returns trigger language plpgsql as $$
begin
  if exists (select from event_hook where state in ('active', 'paused')) then
    perform tell_event_hooks('match.undone', undone_at,
      jsonb_build_object('matchId', match_id, 'decisionId', decision_id, 'verdict', verdict), null, null) from added;
  end if;
  return null;
end $$;
create trigger undone_tells_hooks after insert on decision_undone referencing new table as added
  for each statement execute function undone_tells_hooks();
