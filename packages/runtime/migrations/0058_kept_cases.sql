-- Written by api. Cases that were put together for an authority, kept for its officers for some days.
create table kept_case (
  id uuid primary key,
  takedown_id uuid not null references takedown (id) on delete cascade,
  authority_id uuid not null references authority (id),
  made_by text not null,
  made_at timestamptz not null,
  reason text not null,
  file_name text not null,
  -- to the key of whoever gets it, beside being sealed here
  is_encrypted boolean not null,
  bytes bigint not null check (bytes >= 0),
  -- of its manifest, as the log has it
  manifest_sha256 text not null check (manifest_sha256 ~ '^[0-9a-f]{64}$'),
  last_read_at timestamptz
);
create index kept_case_authority on kept_case (authority_id, id);
create index kept_case_takedown on kept_case (takedown_id);

create table kept_case_piece (
  kept_case_id uuid not null references kept_case (id) on delete cascade,
  seq integer not null,
  content_ct bytea not null,
  primary key (kept_case_id, seq)
);

-- What a person handed over by hand is shown to the authority that stands behind the mailbox of the police.
create index takedown_entered_police on takedown (id)
  where state->'entered' @> '[{"step": "police-hand-over"}]';
