-- Nobody gives themselves a role alone where there is another administrator, of whatever kind it is: an account of one's own
-- name in another role, or opened again, waits as a guarded one does. Accounts that were asked for before stay as they are.
create or replace function person_needs_another(asked person) returns void language plpgsql as $$
begin
  if asked.requested_by <> 'operator' and not asked.needs_approval
    and (asked.role in ('admin', 'supervisor', 'police') or person_name(asked.name) = person_name(asked.requester))
    and exists (select from person p
      where is_open_admin(p) and person_name(p.name) <> person_name(asked.requester)) then
    raise exception 'person: another administrator agrees to an account of this role'
      using errcode = 'check_violation', constraint = 'person_needs_another';
  end if;
end $$;

-- Whoever changes their own role is told that nobody does, before who would have to agree.
create or replace function person_changes() returns trigger language plpgsql as $$
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
    if new.role <> old.role and new.requested_by <> 'operator'
      and person_name(new.requester) = person_name(new.name) then
      raise exception 'person: nobody changes their own role'
        using errcode = 'check_violation', constraint = 'person_not_own';
    end if;
    perform person_needs_another(new);
  end if;
  if new.state = 'deactivated' and old.state <> 'deactivated' and new.deactivated_by is distinct from 'operator'
    and (new.deactivated_by is null or new.deactivator is null
      or person_name(new.deactivator) = person_name(new.name)) then
    raise exception 'person: nobody deactivates their own account'
      using errcode = 'check_violation', constraint = 'person_not_own';
  end if;
  return new;
end $$;
