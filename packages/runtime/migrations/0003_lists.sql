-- Written by matcher. List hashes are ciphertext; value_key is an HMAC blind index for equality.
create table authority (
  id uuid primary key,
  name text not null unique,
  created_at timestamptz not null default clock_timestamp()
);

create table hash_list (
  id uuid primary key,
  authority_id uuid not null references authority (id),
  name text not null,
  legal_class text not null check (legal_class in ('csam', 'harmful')),
  purpose text not null,
  jurisdictions text[] not null default '{}',
  classification text check (classification in ('baseline', 'A1', 'A2', 'B1', 'B2')),
  max_distance integer not null default 31 check (max_distance between 0 and 31),
  opens text not null default 'never' check (opens in ('never', 'exact')),
  expires_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  unique (authority_id, name)
);

create table submission (
  id uuid primary key,
  list_id uuid not null references hash_list (id),
  format text not null,
  file_sha256 bytea,
  state text not null check (state in ('receiving', 'active', 'failed')),
  accepted integer not null default 0,
  duplicate integer not null default 0,
  refused integer not null default 0,
  refused_by jsonb not null default '{}',
  submitted_by text not null,
  received_at timestamptz not null default clock_timestamp(),
  activated_at timestamptz
);

create table list_entry (
  id uuid primary key,
  list_id uuid not null references hash_list (id),
  submission_id uuid not null references submission (id),
  status text not null check (status in ('staged', 'active', 'revoked')),
  epoch bigint not null
);
create index list_entry_epoch on list_entry (epoch);
create index list_entry_submission on list_entry (submission_id);

create table entry_hash (
  entry_id uuid not null references list_entry (id),
  list_id uuid not null references hash_list (id),
  algorithm text not null check (algorithm in ('md5', 'sha1', 'sha256', 'pdq', 'blockhash')),
  value_ct bytea not null,
  value_key bytea not null,
  primary key (entry_id, algorithm)
);
create unique index entry_hash_value on entry_hash (list_id, algorithm, value_key);

-- The epoch of the active lists; every activation or withdrawal adds one and notifies the matchers.
create table list_epoch (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null
);
insert into list_epoch (epoch) values (0);

create table match (
  id uuid primary key,
  media_id uuid not null references media (id),
  entry_id uuid not null references list_entry (id),
  list_id uuid not null references hash_list (id),
  algorithm text not null,
  distance integer not null,
  orientation integer not null,
  flavour text not null check (flavour in ('digest', 'full', 'sampled', 'blocks')),
  frame integer not null default 0,
  tier text not null check (tier in ('exact', 'near', 'probable')),
  list_epoch bigint not null,
  matched_at timestamptz not null default clock_timestamp(),
  unique (media_id, entry_id)
);
create index match_media on match (media_id);

-- Of which fingerprint, by its pipeline, a media was compared with lists of which epoch.
create table match_run (
  media_id uuid primary key references media (id),
  epoch bigint not null,
  pipeline_version text not null,
  at timestamptz not null default clock_timestamp()
);
create index match_run_digests_only on match_run (media_id)
  where pipeline_version = 'digests-only';

-- Written by api: what a person says of a match. The newest decision counts.
create table decision (
  id uuid primary key,
  match_id uuid not null references match (id),
  verdict text not null check (verdict in ('confirm', 'reject')),
  actor text not null,
  reason text not null,
  at timestamptz not null default clock_timestamp()
);
create index decision_match on decision (match_id, at);
