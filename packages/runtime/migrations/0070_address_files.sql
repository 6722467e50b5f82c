-- Written by api. That people of a provider may take exact addresses as a file, many at once: proposed by one person of the
-- hotline, given by another, over by its end or when somebody withdraws it. Without one there is no such file.
create table address_consent (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  ends_at timestamptz not null,
  proposed_by text not null,
  proposer text not null,
  proposed_at timestamptz not null,
  given_by text,
  giver text,
  given_at timestamptz,
  withdrawn_by text,
  withdrawn_at timestamptz,
  check (ends_at > proposed_at and ends_at <= proposed_at + interval '366 days'),
  check ((given_by is null) = (given_at is null) and (given_by is null) = (giver is null)),
  check (given_at < ends_at),
  check ((withdrawn_by is null) = (withdrawn_at is null)),
  constraint address_consent_four_eyes check (given_by is null
    or (given_by <> proposed_by and person_name(giver) <> person_name(proposer)))
);
create unique index address_consent_proposed on address_consent (provider_id)
  where given_at is null and withdrawn_at is null;
create unique index address_consent_given on address_consent (provider_id)
  where given_at is not null and withdrawn_at is null;

create function address_consent_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.given_by is not null or new.withdrawn_by is not null then
      raise exception 'address_consent: it begins by being proposed'
        using errcode = 'check_violation', constraint = 'address_consent_begins';
    end if;
    return new;
  end if;
  if (old.id, old.provider_id, old.ends_at, old.proposed_by, old.proposer, old.proposed_at)
      is distinct from (new.id, new.provider_id, new.ends_at, new.proposed_by, new.proposer, new.proposed_at)
    or (old.given_by is not null and (old.given_by, old.giver, old.given_at)
      is distinct from (new.given_by, new.giver, new.given_at))
    or (old.withdrawn_by is not null and (old.withdrawn_by, old.withdrawn_at, old.given_by)
      is distinct from (new.withdrawn_by, new.withdrawn_at, new.given_by)) then
    raise exception 'address_consent: it is given once and withdrawn once, and not changed'
      using errcode = 'check_violation', constraint = 'address_consent_stays';
  end if;
  return new;
end $$;
create trigger address_consent_stays before insert or update on address_consent
  for each row execute function address_consent_stays();

-- Written by api. A file of exact addresses that one person of a provider asks for, and another one of the same provider agrees to.
create table address_request (
  id uuid primary key,
  provider_id uuid not null references provider (id),
  -- under which it is asked for; with that one it is over
  consent_id uuid not null references address_consent (id),
  -- what was chosen of the items that wait for an answer
  legal_class text,
  older_than_hours integer,
  -- these items and no others, whatever is told later; emptied once it is over
  item_ids uuid[] not null,
  items integer not null check (items between 1 and 2500),
  asked_by text not null,
  asker text not null,
  asked_at timestamptz not null,
  agreed_by text,
  agreer text,
  agreed_at timestamptz,
  taken_at timestamptz,
  taken_items integer,
  withdrawn_by text,
  withdrawn_at timestamptz,
  check (cardinality(item_ids) in (0, items)),
  check ((agreed_by is null) = (agreed_at is null) and (agreed_by is null) = (agreer is null)),
  check ((withdrawn_by is null) = (withdrawn_at is null)),
  check ((taken_at is null) = (taken_items is null) and taken_items between 0 and items),
  check (taken_at is null or (agreed_at is not null and withdrawn_at is null)),
  constraint address_request_in_time check (agreed_at < asked_at + interval '24 hours'
    and (taken_at is null or taken_at < agreed_at + interval '1 hour')),
  constraint address_request_needs_another check (agreed_by is null
    or (agreed_by <> asked_by and person_name(agreer) <> person_name(asker)))
);
create index address_request_of on address_request (provider_id, asked_at desc);

-- Whoever does it has an open account of the provider, and the hotline's consent is in force.
create function address_request_stands(asked address_request, who text, moment timestamptz) returns void language plpgsql as $$
begin
  if not exists (select from address_consent c where c.id = asked.consent_id and c.provider_id = asked.provider_id
      and c.given_at is not null and c.withdrawn_at is null and c.ends_at > moment) then
    raise exception 'address_request: there is no consent of the hotline'
      using errcode = 'check_violation', constraint = 'address_request_consent';
  end if;
  if not exists (select from person p where p.provider_id = asked.provider_id
      and person_name(p.name) = person_name(who) and is_open_account(p)) then
    raise exception 'address_request: nobody of this provider'
      using errcode = 'check_violation', constraint = 'address_request_own_people';
  end if;
end $$;
revoke all on function address_request_stands(address_request, text, timestamptz) from public;

create function address_request_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.agreed_by is not null or new.taken_at is not null or new.withdrawn_by is not null then
      raise exception 'address_request: it begins by being asked for'
        using errcode = 'check_violation', constraint = 'address_request_begins';
    end if;
    perform address_request_stands(new, new.asker, new.asked_at);
    return new;
  end if;
  if (old.id, old.provider_id, old.consent_id, old.legal_class, old.older_than_hours, old.items, old.asked_by, old.asker,
      old.asked_at)
      is distinct from (new.id, new.provider_id, new.consent_id, new.legal_class, new.older_than_hours, new.items,
        new.asked_by, new.asker, new.asked_at)
    or (new.item_ids <> old.item_ids and new.item_ids <> '{}')
    or (old.agreed_by is not null and (old.agreed_by, old.agreer, old.agreed_at)
      is distinct from (new.agreed_by, new.agreer, new.agreed_at))
    or (old.withdrawn_by is not null and (old.withdrawn_by, old.withdrawn_at, old.agreed_by)
      is distinct from (new.withdrawn_by, new.withdrawn_at, new.agreed_by))
    or (old.taken_at is not null and (old.taken_at, old.taken_items) is distinct from (new.taken_at, new.taken_items)) then
    raise exception 'address_request: it is agreed to once and taken once, and not changed'
      using errcode = 'check_violation', constraint = 'address_request_stays';
  end if;
  if old.agreed_by is null and new.agreed_by is not null then
    perform address_request_stands(new, new.agreer, new.agreed_at);
  end if;
  if old.taken_at is null and new.taken_at is not null then
    perform address_request_stands(new, new.asker, new.taken_at);
    perform address_request_stands(new, new.agreer, new.taken_at);
  end if;
  return new;
end $$;
create trigger address_request_stays before insert or update on address_request
  for each row execute function address_request_stays();
