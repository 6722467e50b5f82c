-- Written by api. Rules of accounts that hold whoever writes, and not the code alone.

-- Who deactivated an account, by name: `deactivated_by` is how they acted.
alter table person add column deactivator text;

create function is_open_account(one person) returns boolean language sql immutable as $$
  select one.state <> 'deactivated' and (not one.needs_approval or one.approved_at is not null)
$$;
create function is_open_admin(one person) returns boolean language sql immutable as $$
  select one.role = 'admin' and one.state = 'active' and (not one.needs_approval or one.approved_at is not null)
$$;

-- The operator breaks the glass as the owner of the tables, which no process of the service is. Asked in the conditions of
-- triggers alone: their functions run with the rights of the owner whoever writes.
create function is_owner_of_people() returns boolean language sql stable as $$
  select pg_has_role(current_user, (select relowner from pg_class where oid = 'person'::regclass), 'usage')
$$;
create function person_operator() returns trigger language plpgsql as $$
begin
  raise exception 'person: only the owner of the tables acts as the operator'
    using errcode = 'check_violation', constraint = 'person_operator';
end $$;
create trigger person_operator_begins before insert on person for each row
  when (new.requested_by = 'operator' and not is_owner_of_people()) execute function person_operator();
create trigger person_operator before update on person for each row
  when (((new.requested_by = 'operator' and (new.requested_by, new.requester, new.requested_at)
        is distinct from (old.requested_by, old.requester, old.requested_at))
      or (new.approved_by = 'operator' and new.approved_by is distinct from old.approved_by)
      or (new.deactivated_by = 'operator' and new.state = 'deactivated'
        and (old.state, old.deactivated_by) is distinct from (new.state, new.deactivated_by)))
    and not is_owner_of_people())
  execute function person_operator();

create function person_begins() returns trigger language plpgsql as $$
begin
  if new.approved_at is not null or new.state = 'deactivated' then
    raise exception 'person: an account begins by being asked for'
      using errcode = 'check_violation', constraint = 'person_begins';
  end if;
  perform person_needs_another(new);
  return new;
end $$;

-- Roles that let people in or have lists count: where there is another administrator, one alone does not give them.
create function person_needs_another(asked person) returns void language plpgsql as $$
begin
  if asked.requested_by <> 'operator' and asked.role in ('admin', 'supervisor', 'police')
    and not asked.needs_approval and exists (select from person p
      where is_open_admin(p) and person_name(p.name) <> person_name(asked.requester)) then
    raise exception 'person: another administrator agrees to an account of this role'
      using errcode = 'check_violation', constraint = 'person_needs_another';
  end if;
end $$;

create function person_changes() returns trigger language plpgsql as $$
declare
  is_asked constant boolean := (new.requested_by, new.requester, new.requested_at)
    is distinct from (old.requested_by, old.requester, old.requested_at);
begin
  if not is_asked and (new.role <> old.role
    or (old.state = 'deactivated' and new.state <> 'deactivated')
    or (old.needs_approval and not new.needs_approval)
    or (old.approved_at is not null and (new.approved_by, new.approver, new.approved_at)
      is distinct from (old.approved_by, old.approver, old.approved_at))) then
    raise exception 'person: that is a new account, which somebody asks for'
      using errcode = 'check_violation', constraint = 'person_asked';
  end if;
  if is_asked then
    if new.approved_at is not null then
      raise exception 'person: it is asked for first, and agreed to after'
        using errcode = 'check_violation', constraint = 'person_asked';
    end if;
    perform person_needs_another(new);
    if new.role <> old.role and new.requested_by <> 'operator'
      and person_name(new.requester) = person_name(new.name) then
      raise exception 'person: nobody changes their own role'
        using errcode = 'check_violation', constraint = 'person_not_own';
    end if;
  end if;
  if new.state = 'deactivated' and old.state <> 'deactivated' and new.deactivated_by is distinct from 'operator'
    and (new.deactivated_by is null or new.deactivator is null
      or person_name(new.deactivator) = person_name(new.name)) then
    raise exception 'person: nobody deactivates their own account'
      using errcode = 'check_violation', constraint = 'person_not_own';
  end if;
  return new;
end $$;

-- What an account that shuts, or becomes another one, takes with it, in the statement that shuts it.
create function person_shuts() returns trigger language plpgsql as $$
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
  -- Keys are of a name: of a role in which the same human being has an account that counts they are left.
  if new.role <> old.role or new.state = 'deactivated' then
    update api_key k
       set revoked_at = coalesce(new.deactivated_at, new.requested_at),
           revoked_by = coalesce(new.deactivated_by, new.requested_by)
     where k.revoked_at is null and person_name(k.name) = person_name(new.name)
       and (new.state = 'deactivated' or k.role = old.role)
       and not exists (select from person p where p.role = k.role and p.state <> 'deactivated'
         and person_name(p.name) = person_name(k.name));
  end if;
  return null;
end $$;

create function person_stays() returns trigger language plpgsql as $$
begin
  raise exception 'person: an account is deactivated and stays, since its name is in the log'
    using errcode = 'check_violation', constraint = 'person_stays';
end $$;

create trigger person_begins before insert on person for each row execute function person_begins();
create trigger person_changes before update on person for each row
  when ((old.role, old.state, old.requested_by, old.requester, old.requested_at, old.needs_approval, old.approved_by,
      old.approver, old.approved_at, old.deactivated_by, old.deactivator)
    is distinct from (new.role, new.state, new.requested_by, new.requester, new.requested_at, new.needs_approval,
      new.approved_by, new.approver, new.approved_at, new.deactivated_by, new.deactivator))
  execute function person_changes();
create trigger person_shuts after update on person for each row
  when ((old.role, old.state, old.needs_approval, old.approved_at)
    is distinct from (new.role, new.state, new.needs_approval, new.approved_at))
  execute function person_shuts();
create trigger person_stays before delete on person for each row execute function person_stays();

-- Whoever begins a session, makes a link or a key waits for whoever is shutting the account, and sees it shut.
create function account_must_be_open() returns trigger language plpgsql as $$
declare
  whose person;
begin
  if tg_table_name = 'api_key' then
    select * into whose from person
     where role = new.role and person_name(name) = person_name(new.name) for share;
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
create trigger session_of_open_account before insert or update of person_id on session
  for each row execute function account_must_be_open();
create trigger sign_in_link_of_open_account before insert or update of person_id on sign_in_link
  for each row execute function account_must_be_open();
create trigger api_key_of_open_account before insert on api_key
  for each row execute function account_must_be_open();

-- Written by matcher: of every call 16 bytes a hash, the canary that it is or zeros; until the alarms of it were raised.
alter table lookup_call add column canaries_ct bytea;
create index lookup_call_unread on lookup_call (id) where canaries_ct is not null;
