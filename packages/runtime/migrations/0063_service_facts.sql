-- Written by runtime. What a backup program leaves: that it has made a backup, or that one was restored to see that it can be.
create table backup_seen (
  id uuid primary key,
  kind text not null check (kind in ('backup', 'restore')),
  at timestamptz not null,
  bytes bigint check (bytes >= 0),
  noted_by text not null,
  check ((kind = 'backup') = (bytes is not null))
);
create index backup_seen_newest on backup_seen (kind, at desc);

-- Written by runtime. Certificates of the service's own addresses, as its processes see them from inside.
create table certificate_seen (
  name text primary key check (name in ('console', 'reply', 'mail')),
  looked_at timestamptz not null default clock_timestamp(),
  -- null where none was shown
  ends_at timestamptz,
  problem text check (problem in ('unreachable', 'not-trusted'))
);
