-- Written by api: decisions on matches that a second person gives a verdict on, without knowing the first.
create table assessment (
  id uuid primary key,
  decision_id uuid not null unique references decision (id) on delete cascade,
  match_id uuid not null references match (id),
  first_person text not null,
  verdict text check (verdict in ('confirm', 'reject')),
  reason_ct bytea,
  actor text,
  person text,
  given_at timestamptz,
  agrees boolean,
  settled_by text,
  settled_at timestamptz,
  check ((verdict is null) = (actor is null) and (verdict is null) = (given_at is null)
    and (verdict is null) = (agrees is null) and (verdict is null) = (person is null)),
  check (person is null or person_name(person) <> person_name(first_person)),
  check (settled_at is null or agrees = false)
);
create index assessment_open on assessment (id) where verdict is null;
create index assessment_disagreed on assessment (id) where agrees = false and settled_at is null;
create index assessment_given on assessment (given_at) where given_at is not null;

-- Written by api: how many of a hundred decisions on matches of a list get a second verdict; of others as the setting says.
create table assessment_share (
  list_id uuid primary key references hash_list (id),
  percent integer not null check (percent between 0 and 100),
  actor text not null,
  at timestamptz not null default clock_timestamp()
);
