-- Written by matcher. Another organisation that is asked what it knows of pictures whose matches wait for a person. To
-- ask is to disclose their perceptual hashes: one person asks for it and another approves it.
create table opinion_source (
  id uuid primary key,
  kind text not null check (kind in ('shield')),
  -- empty once it has ended: credentials are kept for as long as they are used
  config_ct bytea not null,
  requested_by text not null,
  requester text not null default '',
  requested_at timestamptz not null default clock_timestamp(),
  approved_by text,
  approver text,
  approved_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  next_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  problem text,
  failures integer not null default 0,
  constraint opinion_source_four_eyes check (approved_by is null or
    (approved_by <> requested_by
    and (btrim(requester) = '' or person_name(approver) is distinct from person_name(requester))))
);
create unique index opinion_source_one on opinion_source (kind) where ended_at is null;

-- What it said of a picture; never a hash. Noted as asked before the hash is sent, so that every disclosure is here.
create table second_opinion (
  media_id uuid not null references media (id),
  pipeline_version text not null,
  kind text not null check (kind in ('shield')),
  source_id uuid not null references opinion_source (id),
  asked_at timestamptz not null,
  answered_at timestamptz,
  -- 'refused' when they would not look up this one
  classification text check (classification in
    ('csam', 'harmful-abusive-material', 'no-known-match', 'other', 'refused')),
  match_type text check (match_type in ('exact', 'near', 'other')),
  -- of the picture of theirs that resembles most
  near_classification text check (near_classification in
    ('csam', 'harmful-abusive-material', 'no-known-match', 'other')),
  primary key (media_id, pipeline_version, kind),
  check ((answered_at is null) = (classification is null))
);
create index second_opinion_source on second_opinion (source_id);
