-- Written by notices. Whoever alone added a key could read what is encrypted to it: one person proposes a key, and it counts once
-- another one has approved it. Those of before had one person each and count on; the name of that person was not kept.
alter table provider_key
  add column adder text,
  add column approved_by text,
  add column approver text,
  add column approved_at timestamptz;
update provider_key set approved_at = added_at;

alter table provider_key
  add constraint provider_key_four_eyes check (
    (approved_by is null) = (approver is null)
    and (approved_at is null or approved_by is not null or adder is null)
    and (approved_by is null or (approved_at is not null and approved_by <> added_by
      and (btrim(adder) = '' or person_name(approver) is distinct from person_name(adder))))),
  -- the same key may be proposed anew, with a later end, while it counts
  drop constraint provider_key_provider_id_fingerprint_key;
create unique index provider_key_counts on provider_key (provider_id, fingerprint)
  where revoked_at is null and approved_at is not null;
create unique index provider_key_waits on provider_key (provider_id, fingerprint)
  where revoked_at is null and approved_at is null;
create index provider_key_provider on provider_key (provider_id);

-- What two people have seen is what is used, and only once.
create function provider_key_is_approved_by_another() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.adder is null or new.approved_at is not null or new.approved_by is not null then
      raise exception 'provider_key: it is proposed first, and approved by somebody else'
        using errcode = 'check_violation', constraint = 'provider_key_four_eyes';
    end if;
    return new;
  end if;
  if tg_op = 'DELETE' or (old.id, old.provider_id, old.kind, old.material, old.fingerprint, old.valid_from, old.valid_to,
      old.added_by, old.adder, old.added_at)
      is distinct from (new.id, new.provider_id, new.kind, new.material, new.fingerprint, new.valid_from, new.valid_to,
      new.added_by, new.adder, new.added_at)
    or (old.approved_at is not null and (old.approved_by, old.approver, old.approved_at)
      is distinct from (new.approved_by, new.approver, new.approved_at)) then
    raise exception 'provider_key: what it is, who proposed it and who approved it are not changed'
      using errcode = 'check_violation', constraint = 'provider_key_origin';
  end if;
  if old.revoked_at is not null and (old.revoked_at, old.approved_at) is distinct from (new.revoked_at, new.approved_at) then
    raise exception 'provider_key: one that was revoked or refused is proposed anew'
      using errcode = 'check_violation', constraint = 'provider_key_origin';
  end if;
  return new;
end $$;
create trigger provider_key_approval before insert or update or delete on provider_key
  for each row execute function provider_key_is_approved_by_another();
