-- Written by api. What machines prove themselves with: keys that end, and signatures of requests by the police.

alter table api_key
  -- Permissions out of those of the role; null is all of them.
  add column scopes text[] check (cardinality(scopes) > 0),
  -- Addresses and networks that it is taken from; none named is everywhere.
  add column networks text[] not null default '{}',
  -- SHA-256 over the DER of the only client certificate that it is taken with.
  add column certificate_sha256 bytea check (length(certificate_sha256) = 32),
  add column valid_from timestamptz not null default clock_timestamp(),
  add column expires_at timestamptz not null default clock_timestamp() + interval '365 days',
  add column made_by text,
  add column revoked_by text,
  -- The key that this one took the place of, which happens once.
  add column rotated_from uuid unique references api_key (id),
  add constraint api_key_within_a_year check (expires_at <= valid_from + interval '366 days');

create function api_key_only_ends() returns trigger language plpgsql as $$
begin
  if (old.id, old.role, old.name, old.secret_hash, old.provider_id, old.scopes, old.networks, old.certificate_sha256,
      old.valid_from, old.rotated_from)
    is distinct from (new.id, new.role, new.name, new.secret_hash, new.provider_id, new.scopes, new.networks,
      new.certificate_sha256, new.valid_from, new.rotated_from)
    or new.expires_at > old.expires_at
    or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
    raise exception 'api_key: it is not changed, only ended'
      using errcode = 'check_violation', constraint = 'api_key_only_ends';
  end if;
  return new;
end $$;
create trigger api_key_only_ends before update on api_key for each row execute function api_key_only_ends();

-- A public key with which the police sign what they hand in. It counts once a second officer has agreed.
create table signing_key (
  id uuid primary key,
  authority_id uuid not null references authority (id),
  algorithm text not null check (algorithm in ('ed25519', 'ecdsa-p256-sha256')),
  -- SubjectPublicKeyInfo, DER.
  public_key bytea not null unique,
  name text not null,
  proposed_by text not null,
  proposer text not null,
  proposed_at timestamptz not null,
  approved_by text,
  approver text,
  approved_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  check ((approved_by is null) = (approved_at is null) and (approved_by is null) = (approver is null)),
  check ((ended_by is null) = (ended_at is null)),
  constraint signing_key_four_eyes check (approved_by is null
    or (approved_by <> proposed_by and person_name(approver) <> person_name(proposer)))
);
create index signing_key_authority on signing_key (authority_id);

create function signing_key_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.approved_by is not null or new.ended_by is not null then
      raise exception 'signing_key: it begins by being proposed'
        using errcode = 'check_violation', constraint = 'signing_key_begins';
    end if;
    return new;
  end if;
  if (old.id, old.authority_id, old.algorithm, old.public_key, old.name, old.proposed_by, old.proposer, old.proposed_at)
    is distinct from (new.id, new.authority_id, new.algorithm, new.public_key, new.name, new.proposed_by, new.proposer,
      new.proposed_at)
    or (old.approved_by is not null and (old.approved_by, old.approver, old.approved_at)
      is distinct from (new.approved_by, new.approver, new.approved_at))
    or (old.approved_by is null and new.approved_by is not null and old.ended_by is not null)
    or (old.ended_by is not null and (old.ended_by, old.ended_at) is distinct from (new.ended_by, new.ended_at)) then
    raise exception 'signing_key: it is approved once and ended once, and not changed'
      using errcode = 'check_violation', constraint = 'signing_key_stays';
  end if;
  return new;
end $$;
create trigger signing_key_stays before insert or update on signing_key
  for each row execute function signing_key_stays();

-- Kept for a day: a request that was signed is taken once.
create table signature_nonce (
  signing_key_id uuid not null references signing_key (id),
  nonce text not null,
  used_at timestamptz not null,
  primary key (signing_key_id, nonce)
);
create index signature_nonce_used_at on signature_nonce (used_at);

-- Whether an authority takes only what is signed. One officer asks for less, another agrees.
create table signature_rule (
  authority_id uuid primary key references authority (id),
  required boolean not null,
  changed_by text not null,
  changer text not null,
  changed_at timestamptz not null,
  -- Who asked that it be required no more; null while nobody has.
  lift_asked_by text,
  lift_asker text,
  check ((lift_asked_by is null) = (lift_asker is null))
);

create function signature_rule_is_lifted_by_two() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if not old.required then return old; end if;
  elsif not (old.required and not new.required) then
    return new;
  elsif old.lift_asked_by is not null and old.lift_asked_by <> new.changed_by
    and person_name(old.lift_asker) <> person_name(new.changer) then
    return new;
  end if;
  raise exception 'signature_rule: two people lift it'
    using errcode = 'check_violation', constraint = 'signature_rule_four_eyes';
end $$;
create trigger signature_rule_lift before update or delete on signature_rule
  for each row execute function signature_rule_is_lifted_by_two();

-- The signed request with which a file came; one that was broken off and gone on with has several.
create table submission_signature (
  id uuid primary key,
  submission_id uuid not null references submission (id),
  signing_key_id uuid not null references signing_key (id),
  -- JSON: method, target, fields that were signed, what was signed, and the signature; a query names an officer.
  evidence_ct bytea not null,
  received_at timestamptz not null,
  -- When the whole body had come and was what the digest says.
  verified_at timestamptz
);
create index submission_signature_submission on submission_signature (submission_id);

create function submission_is_signed() returns trigger language plpgsql as $$
begin
  if exists (select from signature_rule r join hash_list l on l.authority_id = r.authority_id
      where l.id = new.list_id and r.required)
    and not exists (select from submission_signature s join signing_key k on k.id = s.signing_key_id
      join hash_list l on l.id = new.list_id and l.authority_id = k.authority_id
      where s.submission_id = new.id and s.verified_at is not null
        -- whoever ended it may know of what it signed before
        and k.approved_at is not null and k.ended_at is null) then
    raise exception 'submission: its authority takes only what is signed'
      using errcode = 'check_violation', constraint = 'submission_signed';
  end if;
  return new;
end $$;
create trigger submission_signed before update of state on submission for each row
  when (new.state = 'active' and old.state <> 'active' and new.kind <> 'feed')
  execute function submission_is_signed();
