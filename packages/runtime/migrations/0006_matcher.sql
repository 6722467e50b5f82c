-- A negative list names pictures that are known to be harmless: it suppresses matches and makes none.
alter table hash_list add column negative boolean not null default false;

-- What each matcher holds, written by it every few seconds: how far it is, and in how much memory.
create table matcher_state (
  instance uuid primary key,
  epoch bigint not null,
  entries bigint not null,
  bytes jsonb not null,
  at timestamptz not null default clock_timestamp()
);
