-- Written by api. An account that shuts takes the keys of its name along, and of programs no more than its own: another provider's
-- program, or one that reports, may bear the name of somebody who leaves.
create or replace function person_shuts() returns trigger language plpgsql as $$
begin
  if is_open_admin(old) and not is_open_admin(new)
    and not (new.state = 'deactivated' and new.deactivated_by = 'operator') then
    -- A snapshot of before would not show whom another transaction put out meanwhile.
    if current_setting('transaction_isolation') = 'repeatable read' then
      raise exception 'person: administrators are not changed in this isolation'
        using errcode = 'serialization_failure';
    end if;
    -- the turn that changes of accounts take in the code as well
    perform pg_advisory_xact_lock(710428);
    if not exists (select from person p where is_open_admin(p)) then
      raise exception 'person: this is the last administrator'
        using errcode = 'check_violation', constraint = 'person_last_admin';
    end if;
  end if;
  if new.role <> old.role or not is_open_account(new) then
    delete from session where person_id = new.id;
  end if;
  if new.state = 'deactivated' then
    delete from sign_in_link where person_id = new.id;
    delete from credential where person_id = new.id;
    delete from totp where person_id = new.id;
    delete from oidc_identity where person_id = new.id;
  end if;
  -- Keys are of a name: of a role in which the same human being has an account that counts they are left. Programs that report
  -- and those of providers are called what somebody likes: theirs go with an account of that role, and of that provider.
  if new.role <> old.role or new.state = 'deactivated' then
    update api_key k
       set revoked_at = coalesce(new.deactivated_at, new.requested_at),
           revoked_by = coalesce(new.deactivated_by, new.requested_by)
     where k.revoked_at is null and person_name(k.name) = person_name(new.name)
       and case k.role
         when 'reporter' then old.role = 'reporter'
         when 'provider' then k.provider_id = new.provider_id
         else new.state = 'deactivated' or k.role = old.role end
       and not exists (select from person p where p.role = k.role and p.state <> 'deactivated'
         and person_name(p.name) = person_name(k.name));
  end if;
  return null;
end $$;

-- Nor does it keep a key of another provider from being made or replaced.
create or replace function account_must_be_open() returns trigger language plpgsql as $$
declare
  whose person;
begin
  if tg_table_name = 'api_key' then
    select * into whose from person
     where role = new.role and person_name(name) = person_name(new.name)
       and (new.role <> 'provider' or provider_id = new.provider_id) for share;
  else
    select * into whose from person where id = new.person_id for share;
  end if;
  if whose.state = 'deactivated' then
    raise exception '%: the account was deactivated', tg_table_name
      using errcode = 'check_violation', constraint = 'account_deactivated';
  end if;
  if tg_table_name = 'session' and not is_open_account(whose) then
    raise exception 'session: another person has to agree to the account first'
      using errcode = 'check_violation', constraint = 'account_waits';
  end if;
  return new;
end $$;
