-- Written by runtime. Processes of the service, as each says of itself every half minute; a row goes a week after it was last heard.
create table process_seen (
  process text not null,
  instance uuid not null,
  started_at timestamptz not null default clock_timestamp(),
  heard_at timestamptz not null default clock_timestamp(),
  facts jsonb not null default '{}',
  primary key (process, instance)
);

-- Written by notices. Harmless test messages that an administrator asked for; the notices process sends them.
create table mail_test (
  id uuid primary key,
  kind text not null check (kind in ('mail')),
  asked_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  claimed_at timestamptz,
  ended_at timestamptz,
  outcome text,
  code integer,
  check ((ended_at is null) = (outcome is null))
);
create unique index mail_test_one on mail_test (kind) where ended_at is null;

-- When a way last took something, and when it last did not.
create index notice_attempt_taken on notice_attempt (channel, finished_at) where outcome in ('accepted', 'recovered');
create index notice_attempt_not_taken on notice_attempt (channel, finished_at)
  where outcome is not null and outcome not in ('accepted', 'recovered', 'withdrawn', 'unsendable');
