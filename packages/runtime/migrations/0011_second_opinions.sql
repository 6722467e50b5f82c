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
create function opinion_source_is_approved_by_another() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.approved_by is not null or new.approver is not null then
      raise exception 'opinion_source: it is asked for first, and approved by somebody else'
        using errcode = 'check_violation', constraint = 'opinion_source_four_eyes';
    end if;
  elsif (old.kind, old.requested_by, old.requester) is distinct from (new.kind, new.requested_by, new.requester)
    or (old.approved_by is not null
      and (old.approved_by, old.approver) is distinct from (new.approved_by, new.approver))
    or (old.ended_at is not null and old.ended_at is distinct from new.ended_at)
    -- whoever is asked stays who was approved, until credentials are forgotten
    or (old.config_ct <> new.config_ct and (new.ended_at is null or length(new.config_ct) > 0)) then
    raise exception 'opinion_source: who is asked, who asked for it, who approved it and its end are not changed'
      using errcode = 'check_violation', constraint = 'opinion_source_origin';
  end if;
  return new;
end $$;
create trigger opinion_source_approval before insert or update on opinion_source
  for each row execute function opinion_source_is_approved_by_another();
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
