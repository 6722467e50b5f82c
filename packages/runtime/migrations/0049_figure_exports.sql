-- Figures that leave the house are made of the events that were written up to an instant, and are the same when they are made
-- again: what an event tells of may lie long before it was written. Those from before this column count as written at once.
alter table takedown_event add column recorded_at timestamptz;
alter table takedown_event alter column recorded_at set default clock_timestamp();
-- What figures are made of, without the looks, which are most of all events.
create index takedown_event_telling on takedown_event (takedown_id, seq)
  where type not in ('checked', 'moved', 'attention-due', 'reminder-due', 'escalated', 'ladder-step');

-- Written by api. Figures that were made, by the digest of their canonical content, which is what `content` is.
create table figure_export (
  id uuid primary key,
  digest text not null unique check (digest ~ '^[0-9a-f]{64}$'),
  -- of what was asked for: the same is kept once
  asked_digest text not null unique,
  kind text not null check (kind in ('inhope', 'dsa', 'provider')),
  period text not null,
  provider_id uuid references provider (id),
  as_of timestamptz not null,
  made_at timestamptz not null,
  made_by text not null,
  content text not null
);
