-- Written by matcher. Providers ask whether a hash is known, and get no list. Whether its authority lets a list answer them:
alter table hash_list add column disclosed_to_providers boolean not null default false;

-- That a provider may ask, for what, and how much: proposed by one person, approved by another, ended for good.
create table lookup_accreditation (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  purpose text not null check (length(btrim(purpose)) between 1 and 500),
  algorithms text[] not null check (cardinality(algorithms) > 0 and algorithms <@ array['md5', 'sha1', 'sha256', 'pdq']),
  -- said beside the algorithms, so that nobody allows asking by likeness unawares
  perceptual boolean not null default false,
  list_ids uuid[] not null check (cardinality(list_ids) > 0),
  -- hashes
  quota_minute integer not null check (quota_minute between 1 and 100000),
  quota_day integer not null check (quota_day between 1 and 10000000),
  expires_at timestamptz not null,
  proposed_by text not null,
  proposer text not null,
  proposed_at timestamptz not null,
  approved_by text,
  approver text,
  approved_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  -- by the service itself; whoever is to ask again is accredited anew
  frozen_at timestamptz,
  check (perceptual = ('pdq' = any (algorithms))),
  check (quota_minute <= quota_day),
  check (expires_at > proposed_at and expires_at <= proposed_at + interval '366 days'),
  check ((approved_by is null) = (approved_at is null) and (approved_by is null) = (approver is null)),
  check ((ended_by is null) = (ended_at is null)),
  constraint lookup_accreditation_four_eyes check (approved_by is null
    or (approved_by <> proposed_by and person_name(approver) <> person_name(proposer)))
);
create unique index lookup_accreditation_one on lookup_accreditation (provider_id) where ended_at is null;
create index lookup_accreditation_provider on lookup_accreditation (provider_id);

create function lookup_accreditation_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.approved_by is not null or new.ended_by is not null or new.frozen_at is not null then
      raise exception 'lookup_accreditation: it begins by being proposed'
        using errcode = 'check_violation', constraint = 'lookup_accreditation_begins';
    end if;
    return new;
  end if;
  if (old.id, old.provider_id, old.purpose, old.algorithms, old.perceptual, old.list_ids, old.quota_minute, old.quota_day,
      old.expires_at, old.proposed_by, old.proposer, old.proposed_at)
    is distinct from (new.id, new.provider_id, new.purpose, new.algorithms, new.perceptual, new.list_ids, new.quota_minute,
      new.quota_day, new.expires_at, new.proposed_by, new.proposer, new.proposed_at)
    or (old.approved_by is not null and (old.approved_by, old.approver, old.approved_at)
      is distinct from (new.approved_by, new.approver, new.approved_at))
    or (old.approved_by is null and new.approved_by is not null and old.ended_by is not null)
    or (old.ended_by is not null and (old.ended_by, old.ended_at) is distinct from (new.ended_by, new.ended_at))
    or (old.frozen_at is not null and old.frozen_at is distinct from new.frozen_at) then
    raise exception 'lookup_accreditation: it is approved once, frozen once and ended once, and not changed'
      using errcode = 'check_violation', constraint = 'lookup_accreditation_stays';
  end if;
  return new;
end $$;
create trigger lookup_accreditation_stays before insert or update on lookup_accreditation
  for each row execute function lookup_accreditation_stays();

-- Hashes asked for in the day and the minute (UTC) that run.
create table lookup_budget (
  accreditation_id uuid primary key references lookup_accreditation (id),
  day timestamptz not null,
  day_used integer not null,
  minute timestamptz not null,
  minute_used integer not null
);

-- Every call that was answered; never a hash. What was known is sealed, and as long as where nothing was.
create table lookup_call (
  id uuid primary key,
  accreditation_id uuid not null references lookup_accreditation (id),
  asked_by text not null,
  asked_at timestamptz not null,
  hashes integer not null,
  hits integer not null,
  -- 16 bytes for each hash: the entry that it is, or zeros
  found_ct bytea not null
);
create index lookup_call_accreditation on lookup_call (accreditation_id, asked_at);

-- Drawn for one provider, and on no list: whoever else has it got it there.
create table lookup_canary (
  id uuid primary key,
  accreditation_id uuid not null references lookup_accreditation (id),
  -- JSON: md5, sha1, sha256 and pdq, hex
  hashes_ct bytea not null,
  made_at timestamptz not null
);
create index lookup_canary_accreditation on lookup_canary (accreditation_id);

-- What a person has to look at. `accreditation_id` is whose canary got out, or who asked as nobody does that has pictures.
create table lookup_alarm (
  id uuid primary key,
  kind text not null check (kind in ('canary-asked', 'canary-seen', 'probing')),
  accreditation_id uuid not null references lookup_accreditation (id),
  -- who asked for the canary
  asker_id uuid references lookup_accreditation (id),
  -- in what it was seen
  media_id uuid references media (id) on delete set null,
  times integer not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null,
  done_by text,
  done_at timestamptz,
  check ((done_by is null) = (done_at is null)),
  check ((kind = 'canary-asked') = (asker_id is not null))
);
create unique index lookup_alarm_open on lookup_alarm (kind, accreditation_id, asker_id, media_id) nulls not distinct
  where done_at is null;
