-- Written by notices, but for the tables that the indexes are on: sweeps ask for what is new, never for all there is.
create index removal_check_finished on removal_check (finished_at) where finished_at is not null;
create index match_matched_at on match (matched_at);
create index decision_at on decision (at);
-- What waits for one provider, whatever waits for all others.
create index takedown_provider on takedown (provider_id) where provider_id is not null;

-- When notices of a takedown wait because police or a partner asked for it; a hold ends once, in one of three ways.
create table hold (
  id uuid primary key,
  takedown_id uuid not null references takedown (id),
  reason text not null,
  held_by text not null,
  held_at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  ended_because text check (ended_because in ('expired', 'released', 'overtaken')),
  release_reason text,
  check ((ended_at is null) = (ended_because is null) and (ended_at is null) = (ended_by is null))
);
create unique index hold_open on hold (takedown_id) where ended_at is null;
create index hold_takedown on hold (takedown_id);

-- What waits for a person: several things at once of one takedown, each with its age, who does it and how it ended. Of
-- takedown.attention, the one thing that decides what the machine does, there is always a task: the trigger sees to it,
-- so that no way of writing it can leave one out.
create table task (
  id uuid primary key default gen_random_uuid(),
  takedown_id uuid not null references takedown (id),
  code text not null,
  since timestamptz not null default clock_timestamp(),
  assigned_to text,
  assigned_at timestamptz,
  done_at timestamptz,
  done_by text,
  -- the code that took its place, what a person says was done, or settled
  done_with text,
  check ((done_at is null) = (done_by is null) and (done_at is null) = (done_with is null)),
  check ((assigned_to is null) = (assigned_at is null))
);
create unique index task_open on task (takedown_id, code) where done_at is null;
create index task_since on task (since, id) where done_at is null;

create function takedown_asks() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.attention is distinct from new.attention and old.attention is not null then
    update task set done_at = clock_timestamp(), done_by = 'nightlight', done_with = coalesce(new.attention, 'settled')
     where takedown_id = new.id and code = old.attention and done_at is null;
  end if;
  if tg_op = 'UPDATE' and old.status <> new.status and new.status in ('removed', 'watching', 'closed') then
    update task set done_at = clock_timestamp(), done_by = 'nightlight', done_with = new.status
     where takedown_id = new.id and code is distinct from new.attention and done_at is null;
  end if;
  if new.attention is not null and (tg_op = 'INSERT' or old.attention is distinct from new.attention) then
    insert into task (takedown_id, code) values (new.id, new.attention)
    on conflict (takedown_id, code) where done_at is null do nothing;
  end if;
  return null;
end $$;
create trigger takedown_asks_first after insert on takedown for each row
  when (new.attention is not null) execute function takedown_asks();
create trigger takedown_asks after update on takedown for each row
  when (old.attention is distinct from new.attention or old.status is distinct from new.status)
  execute function takedown_asks();

insert into task (takedown_id, code) select id, attention from takedown where attention is not null;
