-- Written by api. Which authority stands behind a recipient of police hand-overs, and what it has said of each.
create table hand_over_office (
  -- as `provider.handle` has it, of a recipient that may not have been told of anything yet
  handle text primary key,
  authority_id uuid not null references authority (id),
  bound_by text not null,
  bound_at timestamptz not null default clock_timestamp()
);
create index hand_over_office_authority on hand_over_office (authority_id);

create table hand_over_receipt (
  notice_id uuid not null references notice (id) on delete cascade,
  authority_id uuid not null references authority (id),
  received_by text not null,
  receiver text not null,
  received_at timestamptz not null,
  -- the number that the authority itself gives the case
  own_reference text check (own_reference ~ '^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,63}$'),
  allowed_by text,
  allower text,
  allowed_at timestamptz,
  -- the office may go to another authority, which then receives what the one before it had
  primary key (notice_id, authority_id),
  check ((allowed_by is null) = (allowed_at is null) and (allower is null) = (allowed_at is null))
);
create index hand_over_receipt_authority on hand_over_receipt (authority_id, notice_id);

create index notice_hand_over on notice (provider_id, id) where kind = 'police-hand-over' and state = 'sent';
