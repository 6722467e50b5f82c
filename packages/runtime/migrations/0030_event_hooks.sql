-- Written by notices. Who is told over HTTP of what happens here, and what each of them has still to be told.
create table event_hook (
  id uuid primary key,
  name text not null,
  -- address and secrets, sealed; null once it was removed
  settings_ct bytea,
  types text[] not null check (cardinality(types) > 0),
  -- Of a tenant, who is told of their own cases only; at most one of the two.
  provider_id uuid references provider (id),
  authority_id uuid references authority (id),
  state text not null default 'active' check (state in ('active', 'paused', 'ended', 'removed')),
  state_because text check (state_because in ('by-person', 'failing', 'gone')),
  state_at timestamptz not null default clock_timestamp(),
  made_by text not null,
  made_at timestamptz not null default clock_timestamp(),
  -- since when nothing arrived, how often it was tried since, and when it is tried next
  failing_since timestamptz,
  failures integer not null default 0,
  retry_at timestamptz,
  delivered_at timestamptz,
  check (provider_id is null or authority_id is null),
  check ((state = 'removed') = (settings_ct is null)),
  check ((state in ('paused', 'ended')) = (state_because is not null)),
  check ((failing_since is null) = (failures = 0))
);

-- One event for one subscription: written by triggers, in the transaction of the change itself. Ids, codes and counts only.
create table event_delivery (
  -- the `webhook-id`, the same over all tries
  id uuid primary key,
  hook_id uuid not null references event_hook (id),
  type text not null,
  at timestamptz not null,
  data jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'given-up', 'dropped')),
  attempts integer not null default 0,
  first_tried_at timestamptz,
  next_at timestamptz not null default clock_timestamp(),
  lease_until timestamptz,
  -- of the last try: the HTTP status, or why there was none
  status integer,
  problem text,
  finished_at timestamptz,
  check ((state = 'waiting') = (finished_at is null))
);
create index event_delivery_due on event_delivery (hook_id, next_at) where state = 'waiting';
create index event_delivery_of_hook on event_delivery (hook_id, at desc, id desc);
create index event_delivery_finished on event_delivery (finished_at) where finished_at is not null;

create function event_hook_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (old.id, old.types, old.provider_id, old.authority_id, old.made_by, old.made_at)
      is distinct from (new.id, new.types, new.provider_id, new.authority_id, new.made_by, new.made_at)
    or (old.state = 'removed' and new.state <> 'removed') then
    raise exception 'event_hook: whose it is and what it asks for are not changed, and one that was removed stays so'
      using errcode = 'check_violation', constraint = 'event_hook_stays';
  end if;
  return new;
end $$;
create trigger event_hook_stays before update or delete on event_hook
  for each row execute function event_hook_stays();

-- Writes one event for each subscription that asks for its type and may hear it: one of a tenant only where the change is of
-- that tenant, and then without what is internal.
create function tell_event_hooks(told text, told_at timestamptz, body jsonb, providers uuid[], authority uuid)
  returns void language sql as $$
  insert into event_delivery (id, hook_id, type, at, data)
  select gen_random_uuid(), h.id, told, told_at,
         case when h.provider_id is null then body else body - '{reason,level,tier,legalClass}'::text[] end
    from event_hook h
   where h.state in ('active', 'paused') and told = any (h.types)
     and (h.provider_id is null or h.provider_id = any (providers))
     and (h.authority_id is null or h.authority_id = authority)
$$;
revoke all on function tell_event_hooks(text, timestamptz, jsonb, uuid[], uuid) from public;

-- What is written in crowds is told by the statement: while nobody listens, one look at a table of a few rows.
create function report_tells_hooks() returns trigger language plpgsql as $$
begin
  if exists (select from event_hook where state in ('active', 'paused')) then
    perform tell_event_hooks('report.received', received_at, jsonb_build_object('reportId', id), null, null) from added;
  end if;
  return null;
end $$;
create trigger report_tells_hooks after insert on report referencing new table as added
  for each statement execute function report_tells_hooks();

create function match_tells_hooks() returns trigger language plpgsql as $$
begin
  if exists (select from event_hook where state in ('active', 'paused')) then
    perform tell_event_hooks('match.found', matched_at,
      jsonb_build_object('matchId', id, 'listId', list_id, 'tier', tier), null, null) from added;
  end if;
  return null;
end $$;
create trigger match_tells_hooks after insert on match referencing new table as added
  for each statement execute function match_tells_hooks();

create function decision_tells_hooks() returns trigger language plpgsql as $$
begin
  if exists (select from event_hook where state in ('active', 'paused')) then
    perform tell_event_hooks('match.decided', at,
      jsonb_build_object('matchId', match_id, 'decisionId', id, 'verdict', verdict), null, null) from added;
  end if;
  return null;
end $$;
create trigger decision_tells_hooks after insert on decision referencing new table as added
  for each statement execute function decision_tells_hooks();

-- Types that nobody can ask for match no subscription. A provider is told of a takedown once a notice of it was sent there.
create function takedown_tells_hooks() returns trigger language plpgsql as $$
begin
  if exists (select from event_hook where state in ('active', 'paused')) then
    perform tell_event_hooks('takedown.' || translate(e.type, '-', '_'), e.at,
      jsonb_strip_nulls(jsonb_build_object('takedownId', e.takedown_id, 'seq', e.seq,
        'noticeId', e.data -> 'noticeId', 'level', e.data -> 'level', 'tier', e.data -> 'tier',
        'legalClass', e.data -> 'legalClass',
        'reason', case when e.type in ('held', 'attention-due', 'closed') then e.data -> 'reason' end)),
      array(select n.provider_id from notice_item i join notice n on n.id = i.notice_id
             where i.takedown_id = e.takedown_id and n.state = 'sent'), null) from added e;
  end if;
  return null;
end $$;
create trigger takedown_tells_hooks after insert on takedown_event referencing new table as added
  for each statement execute function takedown_tells_hooks();

create function notice_tells_hooks() returns trigger language plpgsql as $$
begin
  perform tell_event_hooks(
    'notice.' || case when tg_op = 'INSERT' and new.state = 'due' then 'composed' else new.state end,
    clock_timestamp(), jsonb_build_object('noticeId', new.id, 'reference', new.reference, 'kind', new.kind),
    array[new.provider_id], null);
  return null;
end $$;
create trigger notice_begun_tells_hooks after insert on notice
  for each row execute function notice_tells_hooks();
create trigger notice_tells_hooks after update on notice for each row
  when (old.state is distinct from new.state and new.state in ('sent', 'refused'))
  execute function notice_tells_hooks();

create function reply_tells_hooks() returns trigger language plpgsql as $$
begin
  if exists (select from event_hook where state in ('active', 'paused')) then
    perform tell_event_hooks('notice.answered', r.said_at,
      jsonb_strip_nulls(jsonb_build_object('noticeId', r.notice_id, 'reference', n.reference, 'replyId', r.id,
        'takedownId', r.takedown_id, 'answer', r.class)), array[n.provider_id], null)
      from added r join notice n on n.id = r.notice_id;
  end if;
  return null;
end $$;
create trigger reply_tells_hooks after insert on reply referencing new table as added
  for each statement execute function reply_tells_hooks();

create function submission_tells_hooks() returns trigger language plpgsql as $$
begin
  perform tell_event_hooks('submission.' || case new.state when 'receiving' then 'opened' when 'active' then 'activated' else new.state end,
    clock_timestamp(), jsonb_build_object('submissionId', new.id, 'listId', new.list_id), null,
    (select authority_id from hash_list where id = new.list_id));
  return null;
end $$;
create trigger submission_begun_tells_hooks after insert on submission
  for each row execute function submission_tells_hooks();
create trigger submission_tells_hooks after update on submission for each row
  when (old.state is distinct from new.state) execute function submission_tells_hooks();
