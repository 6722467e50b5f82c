-- Written by notices.
create table provider (
  id uuid primary key,
  handle text not null unique,
  kind text not null check (kind in ('host', 'police')),
  name text not null,
  country text,
  language text not null,
  updated_at timestamptz not null default clock_timestamp()
);

create table provider_contact (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  mailbox text not null,
  source text not null,
  fetched_at timestamptz not null,
  refused_at timestamptz,
  unique (provider_id, mailbox)
);

-- One picture on one page at one host: whom to tell is the same for all of its addresses.
create table takedown (
  id uuid primary key,
  page_location_id uuid not null references location (id),
  media_id uuid not null references media (id),
  match_id uuid not null references match (id),
  host text not null,
  status text not null,
  state jsonb not null,
  version integer not null,
  provider_id uuid references provider (id),
  attention text,
  notify_at timestamptz,
  next_check_at timestamptz,
  due_at timestamptz,
  applied_check_at timestamptz,
  opened_at timestamptz not null,
  unique (page_location_id, media_id, host)
);
create index takedown_due on takedown (due_at) where due_at is not null;
create index takedown_check on takedown (next_check_at) where next_check_at is not null;
create index takedown_notify on takedown (notify_at) where notify_at is not null;

-- The exact addresses that a takedown is about; a picture that moves within its page adds one.
create table takedown_location (
  takedown_id uuid not null references takedown (id),
  location_id uuid not null references location (id),
  added_at timestamptz not null,
  primary key (takedown_id, location_id)
);
create index takedown_location_location on takedown_location (location_id);

create table takedown_event (
  takedown_id uuid not null references takedown (id),
  seq integer not null,
  type text not null,
  at timestamptz not null,
  actor text not null,
  data jsonb not null,
  primary key (takedown_id, seq)
);

create sequence notice_reference;

create table notice (
  id uuid primary key,
  reference text not null unique,
  provider_id uuid not null references provider (id),
  contact_id uuid not null references provider_contact (id),
  kind text not null,
  language text not null,
  message_id text not null unique,
  state text not null check (state in ('due', 'handover', 'sent', 'refused')),
  due_at timestamptz not null,
  lease_until timestamptz,
  fence integer not null default 0,
  attempts integer not null default 0,
  composed_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz
);
create index notice_due on notice (due_at) where state in ('due', 'handover');

-- A takedown gets its n-th notice once: the constraint, not a habit, keeps notices single.
create table notice_item (
  notice_id uuid not null references notice (id),
  takedown_id uuid not null references takedown (id),
  seq integer not null,
  position integer not null,
  primary key (notice_id, takedown_id),
  unique (takedown_id, seq)
);

create table notice_attempt (
  notice_id uuid not null references notice (id),
  n integer not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  outcome text,
  smtp_code integer,
  primary key (notice_id, n)
);

-- Written by the mail gate before it answers 250, never by the sender: asked when a hand-over is in doubt.
create table mail_ledger (
  message_id text primary key,
  mail_ct bytea not null,
  recipients text[] not null,
  copies_dropped integer not null default 0,
  accepted_at timestamptz not null default clock_timestamp()
);
